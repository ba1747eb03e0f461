import { type queues, type ResponseOf, type TaskWait, type WaitReason, waitReasons } from '@clearway/contract'
import { type Handler, readerOf } from '../../context.ts'
import { isoTime } from '../../db/sql/iso-time.ts'
import { expectedStarts } from '../../forecast/expected-starts.ts'
import { readFleet } from '../../stall/fleet.ts'
import { namedQueue, namedTask, describeCycle, describeWait } from '../../stall/describe.ts'
import { withDue } from '../../stall/due-cures.ts'
import { cycleKey, waitsIn } from '../../stall/waits.ts'
import { defined } from '../../defined.ts'

type Explained = ResponseOf<typeof queues.explain>

/** The order of the reasons in an answer. */
const order: readonly WaitReason[] = ['stalled', 'unfit', 'unserved', 'limited', 'paused', 'delayed', 'parents', 'busy']

export const explain: Handler<typeof queues.explain> = async ({ reasons = waitReasons, limit = 500 }, ctx) => {
  const scope = readerOf(ctx)
  const view = await readFleet(scope, 'all')
  const waits = waitsIn(view)
  const byReason = Object.groupBy(waits, ({ wait }) => wait.reason)
  const starts = reasons.includes('busy') ? await expectedStarts(scope, view, waits) : new Map<string, number>()
  const cycles = new Cycles()
  const all = order.filter((reason) => reasons.includes(reason)).flatMap((reason) => byReason[reason] ?? [])
  return {
    counts: Object.fromEntries(waitReasons.map((reason) => [reason, byReason[reason]?.length ?? 0])) as Explained['counts'],
    tasks: all.slice(0, limit).map(({ task, wait }) => {
      const { cycle, ...described } = withDue(describeWait(view, task, wait), view, ctx.dueCures)
      const start = starts.get(task.id)
      const stall = wait.reason === 'stalled' ? cycles.indexOf(cycle) : undefined
      return {
        ...namedTask(view, task.id),
        queue: namedQueue(view, task.queue),
        wait: {
          ...described,
          ...(stall === undefined ? {} : { stall }),
          ...(start === undefined ? {} : { expected_start: isoTime(start) }),
        },
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
