import { countedRuns, type RequestOf, type ResponseOf, type runs } from '@clearway/contract'
import { sumUpRuns } from '@clearway/contract/sum-up-runs'
import { isoTime } from '../db/sql/iso-time.ts'
import { listPipelineProjects } from '../db/tables/pipeline-runs.ts'
import { readRunsOfProjects } from '../db/tables/pipeline-summaries.ts'
import { nextOfPipelines } from '../schedules/next-of-pipelines.ts'
import type { Reader } from '../scope.ts'
import { lastRunDocument } from './last-run-document.ts'

/** A page of the pipelines, each with its last runs and what these tell about it. */
export async function summarizePipelines(
  reader: Reader,
  { runs: shown = 10, page = 0, page_size: pageSize = 50 }: RequestOf<typeof runs.pipelines>,
): Promise<ResponseOf<typeof runs.pipelines>> {
  const { projects, total } = await listPipelineProjects(reader, page, pageSize)
  const ids = projects.map(({ id }) => id)
  const [lastRuns, next] = [await readRunsOfProjects(reader, ids, countedRuns), await nextOfPipelines(reader)]
  return {
    pipelines: projects.map(({ id: project, name }) => {
      const { version = null, runs: rows = [] } = lastRuns.get(project) ?? {}
      const last = rows.map(lastRunDocument)
      const due = next.get(project)
      return {
        project,
        name,
        ...(version === null ? {} : { version }),
        runs: last.slice(0, shown).toReversed(),
        ...sumUpRuns(last),
        ...(due === undefined ? {} : { next: isoTime(due) }),
      }
    }),
    total,
  }
}
