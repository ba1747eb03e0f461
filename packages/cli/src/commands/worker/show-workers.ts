import type { Worker } from '@clearway/contract'
import { named } from '../../lookup/named.ts'
import type { Look } from '../../look.ts'
import { duration, timeOf } from '../../show/duration.ts'
import { table } from '../../show/table.ts'
import { shownAgo } from '../task/show-tasks.ts'

/** How long a worker may be silent and still counts as alive. */
const aliveMs = 90_000

/** Workers as a table; silent ones are dimmed. */
export function showWorkers({ workers }: { readonly workers: readonly Worker[] }, look: Look): string {
  if (workers.length === 0) return `${look.paint('dim', 'No workers.')}\n  Start an agent: clearway agent --queue default`
  return table(
    look,
    [
      { head: 'WORKER', cell: (worker) => (isSilent(worker, look.now) ? look.paint('dim', worker.id) : worker.id), least: 16 },
      { head: 'LANE', cell: ({ lane = '' }) => look.paint('dim', lane), rank: 2 },
      { head: 'RUNS', cell: (worker) => running(worker, look), least: 16 },
      { head: 'QUEUES', cell: ({ queues = [] }) => queues.flatMap((queue) => named(queue)?.name ?? []).join(', '), rank: 1, least: 10 },
      {
        head: 'SEEN',
        cell: (worker) =>
          isSilent(worker, look.now)
            ? look.paint('red', shownAgo(worker.last_activity_time, look))
            : shownAgo(worker.last_activity_time, look),
      },
    ],
    workers,
  )
}

function running({ task }: Worker, look: Look): string {
  if (task === undefined) return look.paint('dim', 'nothing')
  const time = task.running_time === undefined ? '' : ` ${look.paint('dim', duration(task.running_time))}`
  return `${look.paint('cyan', '●')} ${task.name ?? task.id}${time}`
}

function isSilent({ last_activity_time: seen }: Worker, now: number): boolean {
  const at = timeOf(seen)
  return at === undefined || now - at > aliveMs
}
