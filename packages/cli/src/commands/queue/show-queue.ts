import { roughDuration } from '@clearway/contract/rough-duration'
import type { Queue, WaitingTask } from '@clearway/contract'
import { named } from '../../lookup/named.ts'
import type { Look } from '../../look.ts'
import { table } from '../../show/table.ts'
import { shownAgo, timeOf } from '../../show/duration.ts'
import { isPaused, workersOf } from './show-queues.ts'

export interface ShownQueue {
  readonly queue: Queue
  /** Why its tasks wait, and when each is expected to start. */
  readonly waits: readonly WaitingTask[]
}

/** Shows a queue and its tasks, in the order in which they will be claimed. */
export function showQueue({ queue, waits }: ShownQueue, look: Look): string {
  const { id, name = '', entries = [] } = queue
  const workers = workersOf(queue)
  const waitOf = new Map(waits.map(({ id: task, wait }) => [task, wait]))
  const state = isPaused(queue) ? `  ${look.paint('yellow', 'paused')}` : ''
  const title = `${look.paint('bold', name)}${state}  ${look.paint('dim', id)}`
  const waiting =
    entries.length === 0
      ? look.paint('dim', 'Nothing waits.')
      : table(
          look,
          [
            { head: '#', cell: ({ position }) => String(position), align: 'right' },
            { head: 'TASK', cell: ({ task }) => named(task)?.name ?? '', least: 16 },
            { head: 'WAITS SINCE', cell: ({ added }) => shownAgo(added, look) },
            { head: 'REASON', cell: ({ wait }) => wait?.reason ?? '', rank: 2 },
            { head: 'STARTS IN', cell: ({ wait }) => startsIn(wait?.expected_start, look), rank: 2 },
            { head: 'ID', cell: ({ task }) => look.paint('dim', named(task)?.id ?? ''), rank: 1 },
          ],
          entries.map((entry, index) => ({ ...entry, position: index + 1, wait: waitOf.get(named(entry.task)?.id ?? '') })),
        )
  const served =
    workers.length === 0
      ? look.paint(
          entries.length > 0 ? 'red' : 'dim',
          `No live worker serves it. Start one: ${look.typed(`clearway agent --queue ${name}`)}`,
        )
      : table(
          look,
          [
            { head: 'WORKER', cell: ({ id: worker }) => worker, least: 16 },
            { head: 'LANE', cell: ({ lane = '' }) => lane },
            { head: 'RUNS', cell: ({ task }) => task ?? look.paint('dim', 'nothing') },
          ],
          workers,
        )
  return `${title}\n\n${waiting}\n\n${served}`
}

function startsIn(expected: string | undefined, look: Look): string {
  const at = timeOf(expected)
  return at === undefined ? '' : roughDuration(at - look.now)
}
