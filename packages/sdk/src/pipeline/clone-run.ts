import { fromTask, pipelineOfRun, toConfiguration } from '@clearway/engine'
import type { Connection } from '../connection.ts'
import { Task } from '../task.ts'
import { projectAbovePipeline } from '@clearway/contract/pipeline-project'
import { ensurePipelineProject } from './pipeline-project.ts'

/** What the copy of a run has in place of the values of the run. */
export interface CloneRunOptions {
  /** The name of the pipeline that lists the copy; default: that of the run. */
  readonly name?: string
  /** The project of that pipeline; default: that of the run. */
  readonly project?: string
  /** Default: that of the run. */
  readonly version?: string
  /** A comment on the copy; default: that of the run. */
  readonly comment?: string
  /** The task that it belongs to; default: that of the run. */
  readonly parent?: string
}

/** Makes a draft with the definition, the parameters and the program of a run, and none of its results; gives its id. */
export async function cloneRun(connection: Connection, run: string, options: CloneRunOptions): Promise<string> {
  const { api } = connection
  const source = await Task.get({ id: run, connection })
  if (source.type !== 'controller') throw new Error(`Task ${run} is no run of a pipeline but of type ${source.type}. Give the id of a run.`)
  const { comment, parent } = options
  const { project, name } = await placeOf(connection, source, options)
  const { id } = await api.tasks.clone({
    task: source.id,
    new_task_name: name,
    new_task_project: project,
    numbered: true,
    ...(comment === undefined ? {} : { new_task_comment: comment }),
    ...(parent === undefined ? {} : { new_task_parent: parent }),
  })
  const made = await Task.get({ id, connection })
  const { version = String(source.document.runtime?.['version'] ?? '') } = options
  await api.tasks.edit({ task: made.id, runtime: { progress: '0', ...(version === '' ? {} : { version }) } })
  const definition = fromTask(source.document)
  // The copy of the stored pipeline holds the progress of the run. The pipeline's name stays, by which its program recognizes it.
  if (definition !== undefined)
    await api.tasks.edit_configuration({
      task: made.id,
      configuration: Object.entries(toConfiguration({ ...definition, version: version === '' ? definition.version : version })).map(
        ([name, stored]) => ({ ...stored, name }),
      ),
    })
  if (version !== '') await made.setUserProperties({ version })
  return made.id
}

async function placeOf(
  { api }: Connection,
  source: Task,
  { name, project }: CloneRunOptions,
): Promise<{ readonly project: string; readonly name: string }> {
  const plain = pipelineOfRun(source.name)
  const own = typeof source.document.project === 'string' ? source.document.project : ''
  if (name === undefined && project === undefined) return { project: own, name: plain }
  const path = own === '' ? '' : ((await api.projects.get_by_id({ project: own })).project.name ?? '')
  const above = project ?? projectAbovePipeline(path)
  return { project: await ensurePipelineProject(api, above, name ?? plain), name: name ?? plain }
}
