import { givenOf, ifGiven } from '@clearway/contract/given'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { TaskStatus, TaskType } from '@clearway/contract/status'
import { rowsAtOnce } from '../table/rows-at-once.ts'
import { api } from './client.ts'
import { listedFields } from './listed-fields.ts'

/** Conditions on the values of fields, by their paths, as `filters` of a list. */
export type FieldFilters = Readonly<Record<string, FieldFilter>>
export interface FieldFilter {
  /** The least and the greatest number, each null where there is no bound. */
  readonly range?: [number | null, number | null]
  readonly all?: { readonly include: string[] }
}

/** Which tasks a list shows, and in which order. */
export interface TaskListRequest {
  readonly text?: string
  readonly status?: TaskStatus
  readonly types?: readonly TaskType[]
  readonly tag?: string
  /** The id of a run: its steps. */
  readonly run?: string
  /** The id of a project: the tasks in it and below. */
  readonly project?: string
  readonly isArchived: boolean
  /** Whether hidden tasks are listed too: the drafts from which programs make their steps, and what ClearML's programs hide. */
  readonly withHidden: boolean
  /** Conditions on metrics and parameters, by their paths. */
  readonly filters?: FieldFilters
  /** Conditions on other fields, by their paths. */
  readonly conditions?: Readonly<Record<string, readonly string[]>>
  readonly sort: string
  /** The paths of parameters, metrics and other fields that are shown as columns. */
  readonly columns: readonly string[]
}
type Filter = Omit<TaskListRequest, 'sort' | 'columns'>

/** Controllers without the tag of a pipeline's run are the drafts from which programs make their runs. */
function systemTagsOf(types: readonly TaskType[] | undefined, isArchived: boolean): string[] {
  const isOfRuns = types?.length === 1 && types[0] === 'controller'
  if (isArchived) return isOfRuns ? ['__$all', 'pipeline', 'archived'] : ['archived']
  return isOfRuns ? ['pipeline', '-archived'] : ['-archived']
}

function filterOf({ text, types, tag, run, project, isArchived, withHidden, filters, conditions }: Filter) {
  return {
    ...conditions,
    ...givenOf({
      filters: filters && { ...filters },
      search_text: text,
      type: types && [...types],
      tags: ifGiven(tag, (one) => [one]),
      parent: ifGiven(run, (one) => [one]),
    }),
    ...(project === undefined ? {} : { project: [project], include_subprojects: true }),
    system_tags: systemTagsOf(types, isArchived),
    search_hidden: withHidden,
  }
}

/** The part of a task that holds a column's value: of a metric also its name, which its path does not show. */
const shownPart = (path: string): string => (path.startsWith('last_metrics.') ? path.replace(/\.[^.]*$/, '') : path)

/** One part of a list of tasks. */
export const taskPartQuery = (request: TaskListRequest, part: number) =>
  queryOptions({
    queryKey: ['task-list', request, part],
    queryFn: async ({ signal }) => {
      const { status, sort, columns } = request
      const { tasks } = await api.tasks.get_all_ex(
        {
          ...filterOf(request),
          ...(status === undefined ? {} : { status: [status] }),
          order_by: [sort],
          only_fields: [...listedFields, ...columns.map(shownPart)],
          page: part,
          page_size: rowsAtOnce,
        },
        { signal },
      )
      return { rows: tasks }
    },
    meta: { reads: ['task', 'metrics'] },
  })

/** How many tasks there are, by status, of whatever status a list shows. */
export const taskCountsQuery = ({ text, types, tag, run, project, isArchived, withHidden, filters, conditions }: Filter) => {
  const filter: Filter = { isArchived, withHidden, ...givenOf({ text, types, tag, run, project, filters, conditions }) }
  return queryOptions({
    queryKey: ['task-counts', filter],
    queryFn: async ({ signal }) => (await api.tasks.count(filterOf(filter), { signal })).by_status,
    placeholderData: keepPreviousData,
    meta: { reads: ['task'] },
  })
}

/** Whether there is any task of these types, archived and hidden ones too. */
export const anyTaskQuery = (types: readonly TaskType[] | undefined) =>
  queryOptions({
    queryKey: ['any-task', types],
    queryFn: async ({ signal }) =>
      (await api.tasks.count({ ...(types === undefined ? {} : { type: [...types] }), search_hidden: true }, { signal })).total > 0,
    meta: { reads: ['task'] },
  })

/** The tasks with these ids, whatever list they are in. */
export const namedTasksQuery = (ids: readonly string[]) =>
  queryOptions({
    queryKey: ['named-tasks', ids],
    queryFn: async ({ signal }) =>
      (await api.tasks.get_all_ex({ id: [...ids], only_fields: ['id', 'name', 'type', 'status', 'tags', 'system_tags'] }, { signal }))
        .tasks,
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
    meta: { reads: ids.map((id) => `task:${id}`) },
  })

/** How many runs a list can be filtered by; the page of an earlier run leads to its steps as well. */
const mostRuns = 50

/** The latest runs, by which a list of tasks can be filtered. */
export const latestRunsQuery = queryOptions({
  queryKey: ['latest-runs'],
  queryFn: async ({ signal }) => {
    const wanted = { type: ['controller'], system_tags: ['pipeline', '-archived'], search_hidden: true, order_by: ['-created'] }
    return (await api.tasks.get_all_ex({ ...wanted, only_fields: ['id', 'name'], page: 0, page_size: mostRuns }, { signal })).tasks
  },
  meta: { reads: ['task'] },
})

/** The tags by which lists of tasks can be filtered. */
export const taskTagsQuery = queryOptions({
  queryKey: ['task-tags'],
  queryFn: async ({ signal }) => (await api.projects.get_task_tags({}, { signal })).tags,
  meta: { reads: ['task'] },
})

/** The first parameters that tasks of a project have and in whose path a text is, and how many more there are. */
export const taskParametersQuery = (project: string | undefined, text: string) =>
  queryOptions({
    queryKey: ['task-parameters', project, text],
    queryFn: async ({ signal }) => {
      const wanted = { ...givenOf({ project }), ...(text === '' ? {} : { text }) }
      const { parameters, remaining } = await api.projects.get_hyper_parameters({ ...wanted, page: 0, page_size: 100 }, { signal })
      return { found: parameters, more: remaining }
    },
    placeholderData: keepPreviousData,
    meta: { reads: ['task'] },
  })

/** The metrics that tasks of a project have reported. */
export const taskMetricsQuery = (project: string | undefined) =>
  queryOptions({
    queryKey: ['task-metrics', project],
    queryFn: async ({ signal }) => (await api.projects.get_unique_metric_variants(givenOf({ project }), { signal })).metrics,
    meta: { reads: ['task', 'metrics'] },
  })
