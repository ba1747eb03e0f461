import type { ResponseOf, runs } from '@clearway/contract'
import { effectsOf } from '@clearway/engine'
import type { FleetScope } from '../db/tables/fleet.ts'
import { warningsFor } from './check.ts'
import { findOwnRun } from './find-run.ts'
import { planRetry, type RetryPlan, type RetryRequest } from './plan-retry.ts'
import { queueOfRun } from './queue-of-run.ts'

type Preview = ResponseOf<typeof runs.preview_retry>

/** Finds what a retry of a run would do to its steps. It is refused wherever the retry is. */
export async function previewRetry(scope: FleetScope, request: RetryRequest): Promise<Preview> {
  // An unknown queue is refused before the run is read, so that the error names the queue.
  if (request.queue !== undefined) await queueOfRun(scope, request.queue, { queue: null })
  const task = await findOwnRun(scope, request.run, 'refer')
  const { of, checked } = await planRetry(scope, task, request)
  return {
    run: task.id,
    name: task.name,
    status: task.status,
    steps: [...of.steps],
    ...effects(of),
    warnings: await warningsFor(scope, checked),
  }
}

function effects(of: RetryPlan['of']): Pick<Preview, 'repeats' | 'keeps' | 'may_reuse' | 'may_change' | 'decided'> {
  if ('after' in of) {
    const { repeats, keeps, mayReuse, mayChange } = effectsOf(of.before, of.after.state)
    return { decided: true, repeats, keeps, may_reuse: mayReuse, may_change: mayChange }
  }
  const { all = [], below = [] } = of.named ?? {}
  const again = new Set(below)
  return {
    decided: of.named !== undefined,
    repeats: [...below],
    keeps: all.filter((name) => !again.has(name)),
    may_reuse: [],
    may_change: [],
  }
}
