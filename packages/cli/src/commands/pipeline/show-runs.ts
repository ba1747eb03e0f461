import type { Task } from '@clearway/contract'
import { projectAbovePipeline } from '@clearway/contract/pipeline-project'
import { named } from '../../lookup/named.ts'
import type { Look } from '../../look.ts'
import { shownAgo } from '../../show/duration.ts'
import { runStatus } from '../../show/status.ts'
import { table } from '../../show/table.ts'
import { timeTaken } from '../task/show-tasks.ts'

/** A table of runs: of all, or of those that filters leave. */
export function showRuns({ tasks }: { readonly tasks: readonly Task[] }, look: Look, isFiltered: boolean): string {
  if (tasks.length === 0 && isFiltered) return look.paint('dim', 'No run of a pipeline matches.')
  if (tasks.length === 0) return `${look.paint('dim', 'No runs of pipelines.')}\n  \`${look.typed('clearway demo')}\` shows one.`
  return table(
    look,
    [
      { head: 'STATUS', cell: (run) => runStatus(look, run) },
      { head: 'RUN', cell: ({ name = '' }) => look.paint('bold', name), least: 16 },
      { head: 'PROJECT', cell: ({ project }) => projectAbovePipeline(named(project)?.name ?? ''), isOptional: true, rank: 2, least: 12 },
      { head: 'TOOK', cell: (run) => timeTaken(run, look.now) ?? '', align: 'right', rank: 3 },
      { head: 'CREATED', cell: ({ created }) => shownAgo(created, look), rank: 1 },
      { head: 'ID', cell: ({ id }) => look.paint('dim', id) },
    ],
    tasks,
  )
}
