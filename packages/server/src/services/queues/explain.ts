import { type queues, type ResponseOf, type TaskWait, type WaitReason, waitReasons } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { readFleet } from '../../stall/fleet.ts'
import { namedQueue, namedTask, tellCycle, tellWait } from '../../stall/tell.ts'
import { cycleKey, waitsIn } from '../../stall/waits.ts'

type Explained = ResponseOf<typeof queues.explain>

/** The order in which they are told of. */
const order: readonly WaitReason[] = ['stalled', 'unfit', 'unserved', 'limited', 'paused', 'parents', 'busy']

export const explain: Handler<typeof queues.explain> = async ({ reasons = waitReasons, limit = 500 }, ctx) => {
  const view = await readFleet({ ...ctx, db: ctx.reader }, 'all')
  const byReason = Object.groupBy(waitsIn(view), ({ wait }) => wait.reason)
  const cycles = new Cycles()
  const all = order.filter((reason) => reasons.includes(reason)).flatMap((reason) => byReason[reason] ?? [])
  return {
    counts: Object.fromEntries(waitReasons.map((reason) => [reason, byReason[reason]?.length ?? 0])) as Explained['counts'],
    tasks: all.slice(0, limit).map(({ task, wait }) => {
      const { cycle, ...told } = tellWait(view, task, wait)
      const stall = wait.reason === 'stalled' ? cycles.indexOf(cycle) : undefined
      return {
        ...namedTask(view, task.id),
        queue: namedQueue(view, task.queue),
        wait: { ...told, ...(stall === undefined ? {} : { stall }) },
      }
    }),
    stalls: cycles.found,
  }
}

/** Each cycle once, wherever it was entered. */
class Cycles {
  readonly found: Explained['stalls'] = []
  readonly #places = new Map<string, number>()

  indexOf(cycle: TaskWait['cycle']): number {
    const key = cycleKey(cycle)
    const place = this.#places.get(key) ?? this.found.push({ cycle, text: `${tellCycle(cycle)}.`, tasks: 0 }) - 1
    this.#places.set(key, place)
    this.found[place]!.tasks += 1
    return place
  }
}
