import { countedRuns, type PipelineSummary, type RequestOf, type ResponseOf, type runs } from '@clearway/contract'
import { sumUpRuns } from '@clearway/contract/sum-up-runs'
import { isoTime } from '../db/sql/iso-time.ts'
import { namedPipelineProjects, newestRunTimes, type PipelineProject } from '../db/tables/pipeline-runs.ts'
import { readRunsOfProjects } from '../db/tables/pipeline-summaries.ts'
import { nextOfPipelines } from '../schedules/next-of-pipelines.ts'
import type { Reader } from '../scope.ts'
import { lastRunDocument } from './last-run-document.ts'
import { inOrder } from './pipeline-order.ts'

type Request = RequestOf<typeof runs.pipelines>

/** A page of the pipelines, each with its last runs and what these tell about it. */
export async function summarizePipelines(
  reader: Reader,
  { runs: shown = 10, page = 0, page_size: pageSize = 50, text = '', order = 'name' }: Request,
): Promise<ResponseOf<typeof runs.pipelines>> {
  const found = (await namedPipelineProjects(reader)).filter(({ name }) => hasText(name, text))
  const next = await nextOfPipelines(reader)
  const pageOf = <Item>(items: readonly Item[]): readonly Item[] => items.slice(page * pageSize, (page + 1) * pageSize)
  const summarize = (projects: readonly PipelineProject[]) => summaries(reader, projects, next)
  // An order by what the runs tell needs those of all pipelines.
  const isByRuns = order === 'failing' || order === 'slowest'
  const pipelines = isByRuns
    ? pageOf(inOrder(order, await summarize(found)))
    : await summarize(pageOf(await inOrderOfRows(reader, order, found, next)))
  return {
    pipelines: pipelines.map(({ runs: last, ...rest }) => ({ ...rest, runs: last.slice(0, shown).toReversed() })),
    total: found.length,
  }
}

/** Whether a text is in the name of a pipeline, or in the path of the project above it. */
function hasText(name: string, text: string): boolean {
  return name.replace('.pipelines/', '').toLowerCase().includes(text.toLowerCase())
}

async function inOrderOfRows(
  reader: Reader,
  order: 'name' | 'newest' | 'next',
  projects: readonly PipelineProject[],
  next: ReadonlyMap<string, number>,
): Promise<readonly PipelineProject[]> {
  if (order === 'name') return projects
  if (order === 'next') return projects.toSorted((a, b) => (next.get(a.id) ?? Infinity) - (next.get(b.id) ?? Infinity) || 0)
  const made = await newestRunTimes(
    reader,
    projects.map(({ id }) => id),
  )
  return projects.toSorted((a, b) => (made.get(b.id) ?? 0) - (made.get(a.id) ?? 0))
}

/** Pipelines with all their counted runs, the newest first. */
async function summaries(
  reader: Reader,
  projects: readonly PipelineProject[],
  next: ReadonlyMap<string, number>,
): Promise<PipelineSummary[]> {
  const lastRuns = await readRunsOfProjects(
    reader,
    projects.map(({ id }) => id),
    countedRuns,
  )
  return projects.map(({ id: project, name }) => {
    const { version = null, runs: rows = [] } = lastRuns.get(project) ?? {}
    const last = rows.map(lastRunDocument)
    const due = next.get(project)
    return {
      project,
      name,
      ...(version === null ? {} : { version }),
      runs: last,
      ...sumUpRuns(last),
      ...(due === undefined ? {} : { next: isoTime(due) }),
    }
  })
}
