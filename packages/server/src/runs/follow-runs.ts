import { RefusedEvent, type RunEvent, type RunState, statusReason, stepOf } from '@clearway/engine'
import type { Logger } from 'pino'
import { isDatabaseError } from '../db/connection/db-error.ts'
import { inSavepoint } from '../db/connection/transaction.ts'
import { runsConcerned, setRunDue, type StepStanding, stepsOfRun } from '../db/tables/server-runs.ts'
import { findOwnTask, moveTask, type TaskRow } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import type { EntityChange, Tx } from '../scope.ts'
import { stopStarted } from '../tasks/stop.ts'
import { advanceRun, type AdvanceInput } from './advance-run.ts'
import { NewerRun } from './load-run.ts'
import { readDefinition } from './read-definition.ts'
import { runActor } from './run-actor.ts'
import type { RunResult } from './run-result.ts'
import type { RunCache } from './run-cache.ts'

export interface RunDeps {
  readonly cache: RunCache
  readonly log: Logger
}

/**
 * Advances the runs that the server drives and that the changes of a transaction concern, in that transaction: those whose controllers were started or
 * asked to stop, and those whose steps' tasks have moved or were deleted, whoever did it.
 */
export async function followRuns(tx: Tx, changes: readonly EntityChange[], deps: RunDeps): Promise<void> {
  const moved = changes.filter(({ entity, kind }) => entity === 'task' && (kind === 'status' || kind === 'deleted')).map(({ id }) => id)
  if (moved.length === 0) return
  const concerned = await runsConcerned(tx, moved)
  const controllers = new Set(concerned.controllers)
  const steps = Map.groupBy(concerned.steps, ({ run }) => run)
  for (const run of new Set([...controllers, ...steps.keys()])) {
    const controller = await findOwnTask(tx, run)
    const isMoved = controllers.has(run)
    const events = (state: RunState) =>
      isMoved ? eventsOfController(tx, controller, state) : (steps.get(run) ?? []).flatMap((step) => statusEvent(state, step))
    await tryAdvance(tx, controller, deps, { events, continues: isMoved })
  }
}

/**
 * Advances a run. If it cannot go on because of a fault of its own, it fails, so that whatever changed is stored all the same. Answers the result that has
 * to be stored before it can end.
 */
export async function tryAdvance(
  tx: Tx,
  controller: TaskRow,
  { cache, log }: RunDeps,
  input: AdvanceInput,
): Promise<RunResult | undefined> {
  if (controller.status !== 'in_progress') return undefined
  try {
    return await inSavepoint(tx, () => advanceRun(tx, cache, controller, input))
  } catch (error) {
    if (error instanceof NewerRun) {
      await setRunDue(tx, controller.id, true)
      return undefined
    }
    if (error instanceof RefusedEvent && error.code === 'bad_definition')
      throw new ActionError('invalid_pipeline', { task: controller.id, faults: error.faults }, { cause: error })
    if (isDatabaseError(error) || error instanceof ActionError) throw error
    log.error({ err: error, run: controller.id }, 'A run failed, because the server could not drive it')
    const actor = runActor(tx, controller)
    const message = error instanceof Error ? error.message : String(error)
    await moveTask(actor, controller, 'failed', { from: ['in_progress'], reason: 'the server could not drive the run', message })
    await stopStarted(actor, controller)
    return undefined
  }
}

/** A controller that was started begins its run, or continues it where it was; one that was asked to stop stops it. */
async function eventsOfController(tx: Tx, controller: TaskRow, state: RunState): Promise<readonly RunEvent[]> {
  const { id: run, stop_requested, status_reason } = controller
  const stop: RunEvent[] =
    stop_requested === 1 ? [{ type: 'stop_requested', reason: status_reason === '' ? 'a stop was asked for' : status_reason }] : []
  if (state.status === 'new') {
    const definition = await readDefinition(tx, run)
    return [{ type: 'run_started', run, definition }, ...stop]
  }
  return [...stop, ...(await stepsOfRun(tx, run)).flatMap((step) => statusEvent(state, step))]
}

/** What the status of a launched step's task means for its run; nothing for a launch that the run does not know. */
function statusEvent(state: RunState, { step, attempt, task, status, status_reason, status_message }: StepStanding): readonly RunEvent[] {
  const known = stepOf(state, step)
  if (known?.attempt !== attempt || (known.phase !== 'launched' && known.phase !== 'launching')) return []
  if (status === null) return [{ type: 'step_status', step, attempt, task, status: 'failed', reason: 'its task was deleted' }]
  return [{ type: 'step_status', step, attempt, task, status, reason: statusReason({ status_reason, status_message }) }]
}
