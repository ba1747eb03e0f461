import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Queue } from '@clearway/contract'
import type { TaskStatus, TaskType } from '@clearway/contract/status'
import { api } from './client.ts'
import { listedFields } from './listed-fields.ts'
import { type LeastLevel, levelsFrom } from '../log/levels.ts'
import { linesOf } from '../log/lines-of.ts'
import { queryClient } from './query-client.ts'
import { type RunDocument, readRun } from './read-run.ts'

export interface TaskFilter {
  readonly text?: string
  readonly status?: readonly TaskStatus[]
  readonly type?: readonly TaskType[]
}

/** The least time between two explanations of a wait, in milliseconds: each start of a step may change why others wait. */
const betweenExplanations = 250

/** How many rows of a list a page shows at most; a filter finds the others. */
const longestList = 500

export const tasksQuery = ({ text, status, type }: TaskFilter) =>
  queryOptions({
    queryKey: ['tasks', text, status, type],
    queryFn: ({ signal }) =>
      api.tasks.get_all_ex(
        {
          ...(text === undefined || text === '' ? {} : { search_text: text }),
          ...(status === undefined ? {} : { status: [...status] }),
          ...(type === undefined ? {} : { type: [...type] }),
          search_hidden: true,
          order_by: ['-last_update'],
          only_fields: listedFields,
          page: 0,
          page_size: longestList,
        },
        { signal },
      ),
    placeholderData: keepPreviousData,
    meta: { reads: ['task', 'metrics'] },
  })

/** The tasks and runs whose name, id, tags … have the words, the newest first. */
export const foundQuery = (words: string) =>
  queryOptions({
    queryKey: ['found', words],
    queryFn: ({ signal }) =>
      api.tasks.get_all_ex(
        { search_text: words, order_by: ['-last_update'], only_fields: listedFields, page: 0, page_size: 8 },
        { signal },
      ),
    placeholderData: keepPreviousData,
    meta: { reads: ['task'] },
  })

export const taskQuery = (task: string) =>
  queryOptions({
    queryKey: ['task', task],
    queryFn: async ({ signal }) => (await api.tasks.get_by_id({ task }, { signal })).task,
    meta: { reads: [`task:${task}`, `metrics:${task}`] },
  })

/** What decides on what can be done to a task, without its document: that of a run has all its steps. */
export const taskFactsQuery = (task: string) =>
  queryOptions({
    queryKey: ['task-facts', task],
    queryFn: async ({ signal }) => {
      const fields = ['name', 'status', 'type', 'tags', 'system_tags', 'execution.queue', 'execution.artifacts', 'models']
      const { tasks } = await api.tasks.get_all({ id: [task], search_hidden: true, only_fields: fields }, { signal })
      // A query gives no undefined.
      return tasks[0] ?? { id: task }
    },
    meta: { reads: [`task:${task}`] },
  })

export const projectQuery = (project: string) =>
  queryOptions({
    queryKey: ['project', project],
    queryFn: async ({ signal }) => (await api.projects.get_by_id({ project }, { signal })).project,
    meta: { reads: [`project:${project}`] },
  })

/**
 * Why a task waits. Of a running task: why the task waits that it waits for, unless that one only waits for its turn. Whatever happens to any queue, worker or
 * task may change it.
 */
export const waitQuery = (task: string) =>
  queryOptions({
    queryKey: ['wait', task],
    queryFn: async ({ signal }) => {
      const { wait, queue, waits_for: awaited } = await api.tasks.explain({ task }, { signal })
      if (wait !== undefined) return { waiting: task, name: undefined, wait, queue }
      const [blocked] = awaited.flatMap(({ id, name, wait: held }) =>
        held === undefined || held.reason === 'busy' ? [] : [{ waiting: id, name, wait: held, queue: undefined }],
      )
      return blocked ?? null
    },
    meta: { reads: ['task', 'queue', 'worker'], pause: betweenExplanations },
  })

/** The attempts at tasks, the earliest first. */
export const attemptsQuery = (tasks: readonly string[]) =>
  queryOptions({
    queryKey: ['attempts', tasks],
    queryFn: async ({ signal }) => (await api.tasks.get_attempts({ tasks: [...tasks] }, { signal })).attempts,
    placeholderData: keepPreviousData,
    meta: { reads: tasks.map((task) => `task:${task}`) },
  })

/** The last lines that an attempt wrote. */
export const attemptLogQuery = (task: string, attempt: number) =>
  queryOptions({
    queryKey: ['attempt-log', task, attempt],
    queryFn: async ({ signal }) => {
      const of = attempt === 0 ? {} : { attempt }
      const { events } = await api.events.get_task_log({ task, ...of, order: 'asc', navigate_earlier: true, batch_size: 5000 }, { signal })
      return events.flatMap(({ msg }) => linesOf(String(msg ?? '')))
    },
    meta: { reads: [`task:${task}`] },
  })

export const plotsQuery = (task: string) =>
  queryOptions({
    queryKey: ['plots', task],
    queryFn: ({ signal }) => api.events.get_task_plots({ task, iters: 1 }, { signal }),
    meta: { reads: [`task:${task}`, `metrics:${task}`] },
  })

export const imagesQuery = (task: string) =>
  queryOptions({
    queryKey: ['images', task],
    queryFn: ({ signal }) => api.events.debug_images({ metrics: [{ task }], iters: 5 }, { signal }),
    meta: { reads: [`task:${task}`, `metrics:${task}`] },
  })

/** A run with its steps. Each reading asks for what changed since the one before. */
export const runQuery = (run: string) =>
  queryOptions({
    queryKey: ['run', run],
    queryFn: ({ signal }) => readRun(run, queryClient.getQueryData<RunDocument>(['run', run]), signal),
    // A step that has not changed is the same object as before, and there may be thousands to compare.
    structuralSharing: false,
    // A step's task that is new has no name here yet; the run's own task changes with it.
    meta: { reads: (data) => [`task:${run}`, (data as RunDocument | undefined)?.reads] },
  })

/** Lines of the logs of a run and its steps: those with a text and a level, or without both each error once. */
export const runLogQuery = (run: string, text: string, level: LeastLevel | undefined) =>
  queryOptions({
    queryKey: ['run-log', run, text, level],
    queryFn: ({ signal }) =>
      api.events.search_log(
        {
          run,
          limit: 500,
          ...(text === '' ? {} : { pattern: text }),
          ...(level === undefined ? {} : { levels: [...levelsFrom(level)] }),
          ...(text === '' && level === undefined ? { errors: true, distinct: true } : {}),
        },
        { signal },
      ),
    placeholderData: keepPreviousData,
    // The last lines of a step come with the end of its attempt.
    meta: { reads: () => [`task:${run}`, queryClient.getQueryData<RunDocument>(['run', run])?.reads] },
  })

export const waitingQuery = queryOptions({
  queryKey: ['waiting'],
  queryFn: ({ signal }) => api.queues.explain({ limit: 1000 }, { signal }),
  meta: { reads: ['task', 'queue', 'worker'], pause: betweenExplanations },
})

export const queuesQuery = queryOptions({
  queryKey: ['queues'],
  queryFn: async ({ signal }) => (await api.queues.get_all_ex({ order_by: ['name'] }, { signal })).queues,
  meta: { reads: ['queue', 'task', 'worker'] },
})

/** The queue that an address names by its id or its name. */
export const queueNamed = (queues: readonly Queue[], named: string): Queue | undefined =>
  queues.find(({ id }) => id === named) ?? queues.find(({ name }) => name === named)

export const workersQuery = queryOptions({
  queryKey: ['workers'],
  queryFn: async ({ signal }) => (await api.workers.get_all({}, { signal })).workers,
  meta: { reads: ['worker', 'task'] },
})

export const userQuery = queryOptions({
  queryKey: ['user'],
  queryFn: async ({ signal }) => (await api.users.get_current_user({}, { signal })).user,
  meta: { reads: ['user'] },
})

/** The latest attempts of an agent, the latest first. */
export const workerAttemptsQuery = (worker: string) =>
  queryOptions({
    queryKey: ['worker-attempts', worker],
    queryFn: async ({ signal }) => (await api.workers.get_attempts({ worker, limit: 200 }, { signal })).attempts,
    meta: { reads: ['task', 'worker'] },
  })
