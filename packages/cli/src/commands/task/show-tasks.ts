import type { Task } from '@clearway/contract'
import { projectAbovePipeline } from '@clearway/contract/pipeline-project'
import { named } from '../../lookup/named.ts'
import type { Look } from '../../look.ts'
import { ago, duration, timeOf } from '../../show/duration.ts'
import { taskStatus } from '../../show/status.ts'
import { table } from '../../show/table.ts'

/** A table of tasks. */
export function showTasks({ tasks }: { readonly tasks: readonly Task[] }, look: Look): string {
  if (tasks.length === 0) return look.paint('dim', 'No tasks.')
  return table(
    look,
    [
      { head: 'STATUS', cell: ({ status }) => taskStatus(look, status) },
      { head: 'NAME', cell: ({ name = '' }) => name, least: 16 },
      { head: 'TYPE', cell: ({ type = '' }) => look.paint('dim', type), rank: 3 },
      { head: 'PROJECT', cell: ({ project }) => projectAbovePipeline(named(project)?.name ?? ''), rank: 2, least: 12 },
      { head: 'TOOK', cell: (task) => timeTaken(task, look.now) ?? '', align: 'right', rank: 4 },
      { head: 'CREATED', cell: ({ created }) => shownAgo(created, look), rank: 1 },
      { head: 'ID', cell: ({ id }) => look.paint('dim', id) },
    ],
    tasks,
  )
}

/** How long a task has run, from its start to its end or to now. */
export function timeTaken(
  { status, started, completed, active_duration }: Pick<Task, 'status' | 'started' | 'completed' | 'active_duration'>,
  now: number,
): string | undefined {
  const begun = timeOf(started)
  if (begun === undefined || status === 'created' || status === 'queued') return undefined
  const ended = timeOf(completed)
  if (ended !== undefined && status !== 'in_progress') return duration(ended - begun)
  if (status === 'in_progress') return duration(now - begun)
  return active_duration === undefined ? undefined : duration(active_duration * 1000)
}

export function shownAgo(time: string | undefined, look: Look): string {
  const at = timeOf(time)
  return at === undefined ? '' : ago(at, look.now)
}
