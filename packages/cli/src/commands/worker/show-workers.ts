import type { Worker } from '@clearway/contract'
import { named } from '../../lookup/named.ts'
import type { Look } from '../../look.ts'
import { duration, shownAgo } from '../../show/duration.ts'
import { table } from '../../show/table.ts'

/** A table of workers. Silent ones are dimmed. */
export function showWorkers({ workers }: { readonly workers: readonly Worker[] }, look: Look): string {
  if (workers.length === 0) return `${look.paint('dim', 'No workers.')}\n  Start an agent: ${look.typed('clearway agent --queue default')}`
  return table(
    look,
    [
      { head: 'WORKER', cell: ofFirst((worker) => (isSilent(worker) ? look.paint('dim', worker.id) : worker.id)), least: 16 },
      { head: 'LANE', cell: ofFirst(({ lane = '' }) => look.paint('dim', lane)), rank: 2 },
      ...(workers.some(({ drained }) => drained === true)
        ? [{ head: 'STATE', cell: ofFirst(({ drained }) => (drained === true ? look.paint('yellow', 'drained') : '')) }]
        : []),
      { head: 'RUNS', cell: ({ task }) => running(task, look), least: 16 },
      {
        head: 'QUEUES',
        cell: ofFirst(({ queues = [] }) => queues.flatMap((queue) => named(queue)?.name ?? []).join(', ')),
        rank: 1,
        least: 10,
      },
      {
        head: 'SEEN',
        cell: ofFirst((worker) =>
          isSilent(worker) ? look.paint('red', shownAgo(worker.last_activity_time, look)) : shownAgo(worker.last_activity_time, look),
        ),
      },
    ],
    workers.flatMap(rowsOf),
  )
}

type Task = NonNullable<Worker['task']>
interface Row {
  readonly worker: Worker
  readonly task: Task | undefined
  readonly isFirst: boolean
}

/** A row for each task that a worker runs. Only the first row shows the worker itself. */
function rowsOf(worker: Worker): readonly Row[] {
  const { tasks = worker.task === undefined ? [] : [worker.task] } = worker
  if (tasks.length === 0) return [{ worker, task: undefined, isFirst: true }]
  return tasks.map((task, at) => ({ worker, task, isFirst: at === 0 }))
}

function ofFirst(cell: (worker: Worker) => string): (row: Row) => string {
  return ({ worker, isFirst }) => (isFirst ? cell(worker) : '')
}

function running(task: Task | undefined, look: Look): string {
  if (task === undefined) return look.paint('dim', 'nothing')
  const time = task.running_time === undefined ? '' : ` ${look.paint('dim', duration(task.running_time))}`
  return `${look.paint('cyan', '●')} ${task.name ?? task.id}${time}`
}

/** Whether the server no longer counts a worker as alive; a server of an older version does not state it. */
function isSilent({ alive }: Worker): boolean {
  return alive === false
}
