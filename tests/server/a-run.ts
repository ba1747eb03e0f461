import { defineStep, engineVersion, type PipelineDefinition, type RunEvent, toConfiguration } from '@clearway/engine'
import type { TaskStatus } from '@clearway/contract'
import type { Api } from '@clearway/sdk/client'
import { aQueue, aTask } from './queued-tasks.ts'

/** A pipeline of `load → train`, with the parameter `rows`. */
async function aPipeline(api: Api, name = 'iris'): Promise<PipelineDefinition> {
  const [base, queue] = [await aTask(api), await aQueue(api)]
  const steps = {
    load: defineStep({ name: 'load', baseTask: base, queue }),
    train: defineStep({ name: 'train', baseTask: base, queue, parents: ['load'], parameters: { 'Args/rows': '${pipeline.rows}' } }),
  }
  return { name, version: '1.0.0', parameters: { rows: { value: 200, type: 'int' } }, steps }
}

export interface MadeRun {
  readonly run: string
  readonly definition: PipelineDefinition
  /** The queue of its controller. */
  readonly queue: string
}

/** A controller with a pipeline, as the SDK makes it: a draft. */
export async function aDraftRun(
  api: Api,
  { name = 'iris', project, driver }: { readonly name?: string; readonly project?: string; readonly driver?: 'server' } = {},
): Promise<MadeRun> {
  const definition = await aPipeline(api, name)
  const { id: run } = await api.tasks.create({
    name,
    type: 'controller',
    system_tags: ['pipeline'],
    ...(project === undefined ? {} : { project }),
    ...(driver === undefined ? {} : { driver }),
    configuration: toConfiguration(definition),
    hyperparams: { Args: { rows: { section: 'Args', name: 'rows', value: '200', type: 'int' } } },
    runtime: { version: '1.0.0', progress: '0' },
  })
  return { run, definition, queue: await aQueue(api) }
}

/** A run whose controller is in progress, with these events after its start. */
export async function aLiveRun(api: Api, events: readonly RunEvent[] = [], given: { readonly project?: string } = {}): Promise<MadeRun> {
  const made = await aDraftRun(api, given)
  const { run, definition } = made
  await api.tasks.started({ task: run })
  const all: RunEvent[] = [{ type: 'run_started', run, definition, at: 1000 }, ...events]
  await api.runs.append({ run, expected_seq: 0, engine_version: engineVersion, events: all.map((event) => ({ ...event })) })
  return made
}

export const stepEnds = (step: string, status: TaskStatus, attempt = 1): RunEvent => ({
  type: 'step_status',
  step,
  attempt,
  task: `${step} task`,
  status,
})

/** A run whose step `train` has failed. */
export async function aFailedRun(api: Api, given: { readonly project?: string } = {}): Promise<MadeRun> {
  const made = await aLiveRun(api, [stepEnds('load', 'completed'), stepEnds('train', 'failed')], given)
  await api.tasks.failed({ task: made.run, status_reason: 'pipeline step failed' })
  return made
}
