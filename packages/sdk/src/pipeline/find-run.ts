import { ApiError } from '../api-error.ts'
import type { Api } from '../client.ts'
import { exactly } from '@clearway/contract/name-pattern'
import { findProject } from '../task/lookup.ts'
import { pipelineProjectName } from '@clearway/contract/pipeline-project'
import { compareVersions } from '@clearway/engine'

const pageSize = 500

/** A run by the id of its controller's task, or the newest run of a pipeline. */
export type WhichRun =
  | {
      /** The id of the controller's task. */
      readonly id: string
    }
  | {
      /** The pipeline's name. */
      readonly name: string
      /** The project that contains its runs; default: none, the runs are in `.pipelines/<name>`. */
      readonly project?: string
      /** Default: the highest version. */
      readonly version?: string
      /** Tags that the run has, all of them. */
      readonly tags?: readonly string[]
    }

/** The id of a run. Rejects with `pipeline_not_found` if there is none. */
export async function findRun(api: Api, which: WhichRun): Promise<string> {
  if ('id' in which) return which.id
  const { name, project = '', version, tags = [] } = which
  const id = await findProject(api, pipelineProjectName(project, name))
  let best: { readonly id: string; readonly version: string } | undefined
  for (let page = 0, isMore = id !== undefined; isMore && id !== undefined; page += 1) {
    const { tasks } = await api.tasks.get_all({
      project: [id],
      type: ['controller'],
      system_tags: ['pipeline', '-archived'],
      search_hidden: true,
      only_fields: ['id', 'runtime'],
      order_by: ['-created'],
      ...(tags.length === 0 ? {} : { tags: ['__$all', ...tags] }),
      ...(version === undefined ? {} : { _all_: { fields: ['runtime.version'], pattern: exactly(version) } }),
      page,
      page_size: pageSize,
    })
    for (const task of tasks) {
      const found = String(task.runtime?.['version'] ?? '')
      if (best === undefined || compareVersions(found, best.version) > 0) best = { id: task.id, version: found }
      if (version !== undefined) return task.id
    }
    isMore = tasks.length === pageSize
  }
  if (best !== undefined) return best.id
  const what = [
    `'${name}'`,
    project && `in project '${project}'`,
    version && `of version ${version}`,
    tags.length > 0 && `with ${tags.join(', ')}`,
  ]
  throw new ApiError(
    `There is no run of the pipeline ${what.filter(Boolean).join(' ')}. Check the names, or list what there is: clearway pipeline list.`,
    {
      code: 'pipeline_not_found',
      status: 400,
      details: { ...which },
    },
  )
}
