import type { OperationTx } from '../context.ts'
import { markNotReusable } from '../db/tables/launches.ts'
import { stepName } from '../launches/definition.ts'
import { storeAsked } from './append-asked.ts'
import { copyProgram } from './copy-program.ts'
import { findOwnRun } from './find-run.ts'
import { goOn } from './go-on.ts'
import { planRetry, type RetryRequest } from './plan-retry.ts'
import { writeParameters } from './run-parameters.ts'
import type { StartedRun } from './start-run.ts'

export interface GoingRun extends StartedRun {
  /** The steps that begin anew. */
  readonly steps: readonly string[]
}

/**
 * Lets a run go on: what failed begins anew, or one step with all below it. A run of one of ClearML's own controllers launches all its steps again, and
 * what it launched before is recognized (`launches`), unless it is to run again.
 */
export async function retryRun(tx: OperationTx, request: RetryRequest): Promise<GoingRun> {
  const task = await findOwnRun(tx, request.run)
  const { of, given, home, checked } = await planRetry(tx, task, request)
  if ('after' in of) await storeAsked(tx, task, of.after)
  else if (of.steps.length > 0)
    await markNotReusable(tx, { controller: task.id, generation: task.generation }, [...new Set(of.steps.map(stepName))])
  await writeParameters(tx, task.id, given)
  if (request.program !== undefined) await copyProgram(tx, { from: request.program, to: task })
  return { task: await goOn(tx, task.id, { queue: home, reason: 'retried' }), steps: of.steps, checked }
}
