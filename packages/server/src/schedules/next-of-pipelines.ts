import { pipelineProjects, projectsOfPipeline } from '../db/tables/pipeline-runs.ts'
import { projectsOfRuns } from '../db/tables/pipeline-summaries.ts'
import { nextStarts } from '../db/tables/schedules.ts'
import type { Reader } from '../scope.ts'

/** How many schedules are looked at, those that are due next. */
const mostSchedules = 1000

/** When a schedule starts each pipeline next, by the project that holds the pipeline's runs. */
export async function nextOfPipelines(reader: Reader): Promise<ReadonlyMap<string, number>> {
  const starts = await nextStarts(reader, mostSchedules)
  if (starts.length === 0) return new Map()
  const projects = await pipelineProjects(reader)
  const tasks = starts.flatMap(({ start: { task } }) => (task === undefined ? [] : [task]))
  const ofRuns = await projectsOfRuns(reader, [...new Set(tasks)])
  const next = new Map<string, number>()
  for (const { start, due } of starts) {
    const { task, pipeline = '', project: above } = start
    const [project, second] = task === undefined ? projectsOfPipeline(projects, pipeline, above).map(({ id }) => id) : [ofRuns.get(task)]
    // A name that several pipelines have starts none of them.
    if (project !== undefined && second === undefined && !next.has(project)) next.set(project, due)
  }
  return next
}
