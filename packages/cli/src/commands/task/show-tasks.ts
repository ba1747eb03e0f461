import type { Task } from '@clearway/contract'
import { projectAbovePipeline } from '@clearway/contract/pipeline-project'
import { runningTime, type RunningTimes } from '@clearway/contract/running-time'
import { named } from '../../lookup/named.ts'
import type { Look } from '../../look.ts'
import { duration, shownAgo } from '../../show/duration.ts'
import { runStatus } from '../../show/status.ts'
import { table } from '../../show/table.ts'

/** A table of tasks. */
export function showTasks({ tasks }: { readonly tasks: readonly Task[] }, look: Look): string {
  if (tasks.length === 0) return look.paint('dim', 'No tasks.')
  return table(
    look,
    [
      { head: 'STATUS', cell: (task) => runStatus(look, task) },
      { head: 'NAME', cell: ({ name = '' }) => name, least: 16 },
      { head: 'TYPE', cell: ({ type = '' }) => look.paint('dim', type), rank: 3 },
      { head: 'PROJECT', cell: ({ project }) => projectAbovePipeline(named(project)?.name ?? ''), isOptional: true, rank: 2, least: 12 },
      { head: 'TOOK', cell: (task) => timeTaken(task, look.now) ?? '', align: 'right', rank: 4 },
      { head: 'CREATED', cell: ({ created }) => shownAgo(created, look), rank: 1 },
      { head: 'ID', cell: ({ id }) => look.paint('dim', id) },
    ],
    tasks,
  )
}

/** How long a task has run, to its end or to now. */
export function timeTaken(task: RunningTimes, now: number): string | undefined {
  const time = runningTime(task)
  return time === undefined ? undefined : duration((time.to ?? now) - time.from)
}
