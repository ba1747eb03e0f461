import type { RequestOf, ResponseOf, RunFault, runs } from '@clearway/contract'
import { checkDag, type PipelineDefinition } from '@clearway/engine'
import type { FleetScope } from '../db/tables/fleet.ts'
import type { Reader } from '../scope.ts'
import { checkAgents } from './check/agents.ts'
import { checkBaseTasks, type CheckedBaseTasks } from './check/base-tasks.ts'
import { pipelineToCheck } from './check/pipeline-to-check.ts'
import { checkQueues, type CheckedQueues } from './check/queues.ts'

type Checked = ResponseOf<typeof runs.check>

export interface HowItRuns {
  /** Whether a program adds steps while the run goes on. */
  readonly isDynamic: boolean
  /** The controller's queue by id or name; undefined if no agent runs the controller. */
  readonly controller: string | undefined
  /** Whether the steps run in the process of the controller, so that they need no queue and no agent. */
  readonly hasOwnSteps?: boolean
  /** Whether these are some steps of a run, which was checked before. */
  readonly isPart?: boolean
}

export interface CheckedPipeline {
  /** What makes the run, or a step of it, fail for certain. */
  readonly errors: readonly RunFault[]
  readonly pipeline: PipelineDefinition
  readonly how: HowItRuns
  readonly bases: CheckedBaseTasks['tasks']
  readonly queues: CheckedQueues['names']
}

/** Finds all faults of a pipeline before it runs. A missing agent is only a warning, because one may be started later. */
export async function checkRun(scope: FleetScope, request: RequestOf<typeof runs.check>): Promise<Checked> {
  const { pipeline, isDynamic } = await pipelineToCheck(scope, request)
  const checked = await checkPipeline(scope, pipeline, {
    isDynamic,
    controller: request.queue,
    hasOwnSteps: request.own_steps === true,
  })
  return { errors: [...checked.errors], warnings: await warningsFor(scope, checked) }
}

/** Finds what makes a run of a pipeline fail for certain. */
export async function checkPipeline(reader: Reader, pipeline: PipelineDefinition, how: HowItRuns): Promise<CheckedPipeline> {
  const { isDynamic, controller, hasOwnSteps = false, isPart = false } = how
  const drawn = isPart ? [] : [...emptiness(pipeline, isDynamic), ...checkDag(pipeline)]
  const bases = await checkBaseTasks(reader, pipeline)
  const queues = hasOwnSteps ? { names: new Map(), faults: [] } : await checkQueues(reader, pipeline, controller)
  return { errors: [...drawn, ...bases.faults, ...queues.faults], pipeline, how, bases: bases.tasks, queues: queues.names }
}

/** Finds what a run of a checked pipeline would wait for. */
export async function warningsFor(scope: FleetScope, { pipeline, how, bases, queues }: CheckedPipeline): Promise<RunFault[]> {
  if (how.hasOwnSteps === true) return []
  return checkAgents(scope, pipeline, { queues, bases, controller: how.controller })
}

function emptiness({ name, steps }: PipelineDefinition, isDynamic: boolean): RunFault[] {
  if (isDynamic || Object.keys(steps).length > 0) return []
  return [{ code: 'no_steps', field: 'steps', message: `Pipeline '${name}' has no steps.`, cure: 'Add at least one.' }]
}
