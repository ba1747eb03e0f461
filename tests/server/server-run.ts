import { defineStep, type PipelineDefinition, type StepDefinition, toConfiguration } from '@clearway/engine'
import type { Api } from '@clearway/sdk/client'
import { aQueue, aTask, taskOf } from './queued-tasks.ts'

export type StepParts = Partial<StepDefinition> & Pick<StepDefinition, 'name'>

export interface ServerRun {
  readonly run: string
  readonly queue: string
  /** The id of the task that runs a step; undefined if it has none yet. */
  readonly task: (step: string) => Promise<string | undefined>
  /** The status of each step's task, in the order in which they were created. */
  readonly statuses: () => Promise<Readonly<Record<string, string>>>
}

let made = 0

/** The draft of a pipeline that the server drives. Steps without a base task get a new one. */
export async function aServerDraft(
  api: Api,
  steps: readonly StepParts[],
  parts: Partial<PipelineDefinition> = {},
): Promise<{ readonly run: string; readonly queue: string }> {
  const [base, queue] = [await aTask(api), await aQueue(api)]
  const definition: PipelineDefinition = {
    name: `pipeline ${(made += 1)}`,
    version: '1',
    parameters: {},
    defaultQueue: queue,
    steps: Object.fromEntries(steps.map((step) => [step.name, defineStep({ baseTask: base, ...step })])),
    ...parts,
  }
  const run = await aTask(api, 'controller', {
    system_tags: ['pipeline'],
    driver: 'server',
    configuration: toConfiguration(definition),
    runtime: { version: '1' },
  })
  return { run, queue }
}

/** A started run that the server drives. Its steps wait in a queue of their own. */
export async function aServerRun(api: Api, steps: readonly StepParts[], parts: Partial<PipelineDefinition> = {}): Promise<ServerRun> {
  const { run, queue } = await aServerDraft(api, steps, parts)
  await api.tasks.enqueue({ task: run })
  return { run, queue, ...lookIn(api, run) }
}

/** What the steps of a run are and how far they have come. */
export function lookIn(api: Api, run: string): Pick<ServerRun, 'task' | 'statuses'> {
  const children = async () =>
    (await api.tasks.get_all({ parent: [run], search_hidden: true, order_by: ['created'], only_fields: ['id', 'name', 'status'] })).tasks
  return {
    task: async (step) => (await children()).find(({ name }) => name === (step.length < 3 ? `step ${step}` : step))?.id,
    statuses: async () => Object.fromEntries((await children()).map(({ name, status }) => [name, status])),
  }
}

/** Runs a task as its own process would. */
export async function runTask(api: Api, task: string, end: 'completed' | 'failed' = 'completed'): Promise<void> {
  await api.tasks.started({ task })
  await api.tasks[end]({ task, status_reason: `it ${end}` })
}

/** The steps of a run as its progress document shows them. */
export async function shownSteps(
  api: Api,
  run: string,
): Promise<Readonly<Record<string, { readonly status: string; readonly executed: unknown }>>> {
  return JSON.parse((await taskOf(api, run)).configuration?.['Pipeline']?.value ?? '{}') as never
}
