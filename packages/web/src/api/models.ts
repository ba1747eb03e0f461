import { escaped } from '@clearway/contract/name-pattern'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { rowsAtOnce } from '../table/rows-at-once.ts'
import { api } from './client.ts'

/** Which models a list shows, and in which order. */
export interface ModelListRequest {
  readonly name?: string
  readonly framework?: string
  readonly tag?: string
  /** The id of a project: the models in it and below. */
  readonly project?: string
  readonly isArchived: boolean
  readonly sort: string
}
type Filter = Omit<ModelListRequest, 'sort'>

function filterOf({ name, framework, tag, project, isArchived }: Filter) {
  return {
    ...(name === undefined ? {} : { _any_: { fields: ['name', 'id', 'comment', 'task.name'], pattern: escaped(name) } }),
    ...(framework === undefined ? {} : { framework: [framework] }),
    ...(tag === undefined ? {} : { tags: [tag] }),
    ...(project === undefined ? {} : { project: [project], include_subprojects: true }),
    system_tags: [isArchived ? 'archived' : '-archived'],
    search_hidden: true,
  }
}

/** One part of a list of models. */
export const modelPartQuery = (request: ModelListRequest, part: number) =>
  queryOptions({
    queryKey: ['model-list', request, part],
    queryFn: async ({ signal }) => {
      const { models } = await api.models.get_all_ex(
        { ...filterOf(request), order_by: [request.sort], page: part, page_size: rowsAtOnce },
        { signal },
      )
      return { rows: models }
    },
    meta: { reads: ['model'] },
  })

export const modelCountQuery = ({ sort: _, ...filter }: ModelListRequest) =>
  queryOptions({
    queryKey: ['model-count', filter],
    queryFn: async ({ signal }) => (await api.models.count(filterOf(filter), { signal })).total,
    placeholderData: keepPreviousData,
    meta: { reads: ['model'] },
  })

/** Whether there is any model, archived ones too. */
export const anyModelQuery = queryOptions({
  queryKey: ['any-model'],
  queryFn: async ({ signal }) => (await api.models.count({ search_hidden: true }, { signal })).total > 0,
  meta: { reads: ['model'] },
})

export const frameworksQuery = queryOptions({
  queryKey: ['frameworks'],
  queryFn: async ({ signal }) => (await api.models.get_frameworks({}, { signal })).frameworks.filter((framework) => framework !== ''),
  meta: { reads: ['model'] },
})

/** The metrics that models of a project have. */
export const modelMetricsQuery = (project: string | undefined) =>
  queryOptions({
    queryKey: ['model-metrics', project],
    queryFn: async ({ signal }) =>
      (await api.projects.get_unique_metric_variants({ model_metrics: true, ...(project === undefined ? {} : { project }) }, { signal }))
        .metrics,
    meta: { reads: ['model'] },
  })

export const modelTagsQuery = queryOptions({
  queryKey: ['model-tags'],
  queryFn: async ({ signal }) => (await api.projects.get_model_tags({}, { signal })).tags,
  meta: { reads: ['model'] },
})

/** One model with the names of what it refers to; null if there is none. */
export const modelQuery = (id: string) =>
  queryOptions({
    queryKey: ['model', id],
    queryFn: async ({ signal }) => (await api.models.get_by_id_ex({ id: [id] }, { signal })).models[0] ?? null,
    meta: { reads: [`model:${id}`] },
  })

const inLineage = ['id', 'name', 'type', 'status', 'parent', 'project.name']

/** The task that made a model, with the run that it is a step of; null if there is none. */
export const makerQuery = (task: string | undefined) =>
  queryOptions({
    queryKey: ['maker', task],
    queryFn: async ({ signal }) => {
      const [maker] = (await api.tasks.get_all_ex({ id: [task ?? ''], only_fields: inLineage }, { signal })).tasks
      const parent = (maker?.parent as { readonly id?: string } | undefined)?.id
      if (maker === undefined || parent === undefined) return { maker: maker ?? null, run: null }
      const [run] = (await api.tasks.get_all_ex({ id: [parent], type: ['controller'], only_fields: inLineage }, { signal })).tasks
      return { maker, run: run ?? null }
    },
    enabled: task !== undefined,
    meta: { reads: [`task:${task}`] },
  })

/** How many tasks that use a model are shown. */
const mostUsers = 50

/** The tasks that have a model as input, the latest first. */
export const modelUsersQuery = (model: string) =>
  queryOptions({
    queryKey: ['model-users', model],
    queryFn: async ({ signal }) => {
      const uses = { filters: { 'models.input.model': { any: { include: [model] } } }, search_hidden: true }
      const [{ tasks }, { total }] = await Promise.all([
        api.tasks.get_all_ex({ ...uses, order_by: ['-last_update'], only_fields: inLineage, page: 0, page_size: mostUsers }, { signal }),
        api.tasks.count(uses, { signal }),
      ])
      return { tasks, total }
    },
    meta: { reads: ['task'] },
  })
