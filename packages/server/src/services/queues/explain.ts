import { type queues, type ResponseOf, type TaskWait, type WaitReason, waitReasons } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { readFleet } from '../../stall/fleet.ts'
import { namedQueue, namedTask, describeCycle, describeWait } from '../../stall/describe.ts'
import { cycleKey, waitsIn } from '../../stall/waits.ts'
import { defined } from '../../defined.ts'

type Explained = ResponseOf<typeof queues.explain>

/** The order of the reasons in an answer. */
const order: readonly WaitReason[] = ['stalled', 'unfit', 'unserved', 'limited', 'paused', 'delayed', 'parents', 'busy']

export const explain: Handler<typeof queues.explain> = async ({ reasons = waitReasons, limit = 500 }, ctx) => {
  const view = await readFleet({ ...ctx, db: ctx.reader }, 'all')
  const byReason = Object.groupBy(waitsIn(view), ({ wait }) => wait.reason)
  const cycles = new Cycles()
  const all = order.filter((reason) => reasons.includes(reason)).flatMap((reason) => byReason[reason] ?? [])
  return {
    counts: Object.fromEntries(waitReasons.map((reason) => [reason, byReason[reason]?.length ?? 0])) as Explained['counts'],
    tasks: all.slice(0, limit).map(({ task, wait }) => {
      const { cycle, ...described } = describeWait(view, task, wait)
      const stall = wait.reason === 'stalled' ? cycles.indexOf(cycle) : undefined
      return {
        ...namedTask(view, task.id),
        queue: namedQueue(view, task.queue),
        wait: { ...described, ...(stall === undefined ? {} : { stall }) },
      }
    }),
    stalls: cycles.found,
  }
}

/** Collects the cycles, each once, from whichever link it begins. */
class Cycles {
  readonly found: Explained['stalls'] = []
  readonly #indexes = new Map<string, number>()

  indexOf(cycle: TaskWait['cycle']): number {
    const key = cycleKey(cycle)
    const index = this.#indexes.get(key) ?? this.found.push({ cycle, text: `${describeCycle(cycle)}.`, tasks: 0 }) - 1
    this.#indexes.set(key, index)
    defined(this.found[index]).tasks += 1
    return index
  }
}
