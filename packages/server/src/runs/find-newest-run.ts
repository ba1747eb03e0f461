import { projectAbovePipeline } from '@clearway/contract/pipeline-project'
import { newestRunToCopy, pipelineProjects, projectsOfPipeline } from '../db/tables/pipeline-runs.ts'
import { ActionError } from '../errors.ts'
import type { Reader } from '../scope.ts'

export interface PipelineName {
  readonly name: string
  /** The path of the project in or below which it lies. Default: any. */
  readonly project?: string | undefined
}

/** The newest run of a pipeline, or of one of its versions. A new run is started like it. Refuses a name that several pipelines have. */
export async function findNewestRun(reader: Reader, { name, project }: PipelineName, version: string | undefined): Promise<string> {
  const found = projectsOfPipeline(await pipelineProjects(reader), name, project)
  const above = found.map((one) => projectAbovePipeline(one.name))
  if (found.length > 1) throw new ActionError('ambiguous_pipeline', { field: 'pipeline.project', name, projects: above.toSorted() })
  const [pipeline] = found
  const run = pipeline === undefined ? undefined : await newestRunToCopy(reader, pipeline.id, version)
  if (run === undefined)
    throw new ActionError('pipeline_not_found', {
      field: 'pipeline.name',
      name,
      ...(project === undefined ? {} : { project }),
      ...(version === undefined ? {} : { version }),
    })
  return run
}
