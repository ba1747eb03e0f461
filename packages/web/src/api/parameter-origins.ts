import { givenOf } from '@clearway/contract/given'
import { recordOf } from '@clearway/contract/is-record'
import type { Task } from '@clearway/contract'
import { escaped } from '@clearway/contract/name-pattern'
import { queryOptions } from '@tanstack/react-query'
import { api } from './client.ts'

interface StepNode {
  readonly base_task_id?: string | null
  readonly parameters?: Readonly<Record<string, unknown>> | null
  readonly job_id?: string | null
  readonly executed?: unknown
}
interface Head {
  readonly parameters?: Readonly<Record<string, { readonly value?: unknown } | null>>
}
/** The pipeline of a run, as the task of the run stores it. */
interface StoredPipeline {
  readonly steps: Readonly<Record<string, StepNode>>
  readonly head: Head
}

/** Where the parameters of a step, or of a run, come from, and what they were in the run before. */
export interface StoredOrigins {
  readonly run: string
  readonly given: Readonly<Record<string, unknown>> | undefined
  /** The parameters of the base task. */
  readonly base: Task['hyperparams'] | undefined
  /** The defaults of the pipeline’s own parameters. */
  readonly defaults: Head['parameters']
  readonly before:
    | {
        readonly run: string
        readonly name: string
        readonly hyperparams: Task['hyperparams'] | undefined
        readonly given: Readonly<Record<string, unknown>> | undefined
        readonly defaults: Head['parameters']
      }
    | undefined
}

/** The origins of a task’s parameters; `run` and `step`: the run and step that the task belongs to, if it is not the run itself. Null for a task of no run. */
export const parameterOriginsQuery = (task: string, run: string | undefined, step: string | undefined) =>
  queryOptions({
    queryKey: ['parameter-origins', task, run, step],
    queryFn: ({ signal }) => readOrigins(task, { run, step }, signal),
    // The run itself changes with each of its steps, and its pipeline does not.
    meta: { reads: [`task:${task}`] },
  })

async function readOrigins(
  id: string,
  { run, step }: { readonly run: string | undefined; readonly step: string | undefined },
  signal: AbortSignal,
): Promise<StoredOrigins | null> {
  const above = run ?? (await runOf(id, signal))
  const head = above === undefined ? undefined : await first({ id: [above], only_fields: headFields }, signal)
  if (head?.type !== 'controller') return null
  const before = await runBefore(head, signal)
  const [pipeline, earlier] = await storedPipelines([head.id, ...(before === undefined ? [] : [before.id])], signal)
  if (head.id === id)
    return {
      run: head.id,
      given: undefined,
      base: undefined,
      defaults: pipeline?.head.parameters,
      before: before && {
        run: before.id,
        name: before.name ?? '',
        hyperparams: before.hyperparams,
        given: undefined,
        defaults: earlier?.head.parameters,
      },
    }
  const name = step ?? Object.entries(pipeline?.steps ?? {}).find(([, node]) => taskOf(node) === id)?.[0]
  const node = name === undefined ? undefined : pipeline?.steps[name]
  const nodeBefore = name === undefined ? undefined : earlier?.steps[name]
  const taskBefore = nodeBefore && taskOf(nodeBefore)
  const ids = [node?.base_task_id, taskBefore].filter((one) => typeof one === 'string')
  const others =
    ids.length === 0
      ? []
      : (await api.tasks.get_all_ex({ id: ids, only_fields: ['id', 'hyperparams'], search_hidden: true }, { signal })).tasks
  const paramsOf = (wanted: string | null | undefined) => {
    const found = others.find((one) => one.id === wanted)
    return found === undefined ? undefined : (found.hyperparams ?? {})
  }
  const hyperparamsBefore = paramsOf(taskBefore)
  return {
    run: head.id,
    given: node?.parameters ?? undefined,
    // A step that runs its base task itself, and no clone, has the values of that task.
    base: node?.base_task_id === id ? undefined : paramsOf(node?.base_task_id),
    defaults: undefined,
    before:
      before === undefined || hyperparamsBefore === undefined
        ? undefined
        : {
            run: before.id,
            name: before.name ?? '',
            hyperparams: hyperparamsBefore,
            given: nodeBefore?.parameters ?? undefined,
            defaults: undefined,
          },
  }
}

const headFields = ['id', 'name', 'type', 'project', 'created', 'hyperparams']

/** The run that a task is a step of, or that it is itself. */
async function runOf(id: string, signal: AbortSignal): Promise<string | undefined> {
  const task = await first({ id: [id], only_fields: ['id', 'type', 'parent', 'system_tags'] }, signal)
  if (task?.type === 'controller' && task.system_tags?.includes('pipeline') === true) return id
  return idOf(task?.parent)
}

/** The run of the same pipeline that was made before a run. */
function runBefore({ name = '', project, created }: Task, signal: AbortSignal): Promise<Task | undefined> {
  const projectId = idOf(project)
  if (projectId === undefined || created === undefined) return Promise.resolve(undefined)
  return first(
    {
      project: [projectId],
      type: ['controller'],
      status: ['-created'],
      system_tags: ['-archived'],
      created: [`<${created}`],
      name: `^${escaped(name.replace(/ #\d+$/, ''))}( #\\d+)?$`,
      order_by: ['-created'],
      only_fields: headFields,
    },
    signal,
  )
}

async function first(query: Parameters<typeof api.tasks.get_all_ex>[0], signal: AbortSignal): Promise<Task | undefined> {
  return (await api.tasks.get_all_ex({ ...query, search_hidden: true, page: 0, page_size: 1 }, { signal })).tasks[0]
}

/** A reference of a task is an id, or an object where a request names fields of it. */
function idOf(reference: unknown): string | undefined {
  const id = typeof reference === 'object' && reference !== null ? (reference as { readonly id?: unknown }).id : reference
  return typeof id === 'string' && id !== '' ? id : undefined
}

/** The task that ran a step. */
function taskOf({ job_id, executed }: StepNode): string | undefined {
  return job_id ?? (typeof executed === 'string' ? executed : undefined)
}

async function storedPipelines(runs: readonly string[], signal: AbortSignal): Promise<readonly (StoredPipeline | undefined)[]> {
  const { configurations } = await api.tasks.get_configurations({ tasks: [...runs], names: ['Pipeline', 'Pipeline.clearway'] }, { signal })
  return runs.map((run) => {
    const stored = configurations.find(({ task }) => task === run)?.configuration ?? []
    const read = (wanted: string): Readonly<Record<string, unknown>> => objectIn(stored.find(({ name }) => name === wanted)?.value)
    return { steps: read('Pipeline') as StoredPipeline['steps'], head: givenOf(read('Pipeline.clearway')) }
  })
}

/** Reads an object from JSON that any program may have stored. */
function objectIn(text: unknown): Readonly<Record<string, unknown>> {
  if (typeof text !== 'string') return {}
  try {
    return recordOf(JSON.parse(text))
  } catch {
    return {}
  }
}
