import type { RequestOf, ResponseOf, RunFault, runs } from '@clearway/contract'
import { checkDag, type PipelineDefinition } from '@clearway/engine'
import type { Context } from '../context.ts'
import { checkAgents } from './check/agents.ts'
import { checkBaseTasks } from './check/base-tasks.ts'
import { pipelineToCheck } from './check/pipeline-to-check.ts'
import { checkQueues } from './check/queues.ts'

type Checked = ResponseOf<typeof runs.check>
type Scope = Pick<Context, 'company' | 'now' | 'tick' | 'newId' | 'settings'> & { readonly db: Context['reader'] }

/** Finds all faults of a pipeline before it runs. A missing agent is only a warning, because one may be started later. */
export async function checkRun(scope: Scope, request: RequestOf<typeof runs.check>): Promise<Checked> {
  const { pipeline, isDynamic } = await pipelineToCheck(scope, request)
  const errors: RunFault[] = [...emptiness(pipeline, isDynamic), ...checkDag(pipeline)]
  const bases = await checkBaseTasks(scope, pipeline)
  errors.push(...bases.faults)
  if (request.own_steps === true) return { errors, warnings: [] }
  const queues = await checkQueues(scope, pipeline, request.queue)
  errors.push(...queues.faults)
  return { errors, warnings: await checkAgents(scope, pipeline, { queues: queues.names, bases: bases.tasks, controller: request.queue }) }
}

function emptiness({ name, steps }: PipelineDefinition, isDynamic: boolean): RunFault[] {
  if (isDynamic || Object.keys(steps).length > 0) return []
  return [{ code: 'no_steps', field: 'steps', message: `Pipeline '${name}' has no steps.`, cure: 'Add at least one.' }]
}
