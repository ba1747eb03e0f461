import { hasEnded, type TaskStatus } from '@clearway/contract'
import { isEnded, type RunEvent, type RunState, stepsOf } from '@clearway/engine'
import { findStepLaunch } from '../db/tables/step-launches.ts'
import { findTask, type TaskRow } from '../db/tables/tasks.ts'
import { ActionError, undefinedIf } from '../errors.ts'
import type { Actor } from '../scope.ts'
import { appendAsked } from './append-asked.ts'
import type { StoredRun } from './stored-run.ts'

/** Brings a run to its end that was stopped while nobody drove it, so that it can begin anew. */
export async function endLeftRun(tx: Actor, controller: TaskRow, stored: StoredRun): Promise<StoredRun> {
  const isLeft = hasEnded(controller.status) && (controller.status === 'stopped' || stored.state.status === 'stopping')
  if (!isLeft || isEnded(stored.state)) return stored
  const reason = controller.status_reason === '' ? 'stopped' : controller.status_reason
  const stopping = await appendAsked(tx, controller, stored, [{ type: 'stop_requested', reason }])
  return appendAsked(tx, controller, stopping, await endsOf(tx, controller.id, stopping.state))
}

/** The ends of the steps that were launched. */
async function endsOf(tx: Actor, run: string, state: RunState): Promise<RunEvent[]> {
  const events: RunEvent[] = []
  for (const { definition, phase, attempt, task: known } of stepsOf(state)) {
    const step = definition.name
    if (phase !== 'launched' && phase !== 'launching') continue
    const task = known ?? (await findStepLaunch(tx, { run, step, attempt }))
    if (task === undefined) events.push({ type: 'launch_failed', step, reason: 'the run was stopped' })
    else events.push({ type: 'step_status', step, attempt, task, ...(await endOf(tx, run, step, task)) })
  }
  return events
}

async function endOf(tx: Actor, run: string, step: string, id: string): Promise<{ status: TaskStatus; reason: string }> {
  const task = await findTask(tx, id).catch(undefinedIf('task_not_found'))
  if (task === undefined) return { status: 'failed', reason: 'its task was deleted' }
  if (!hasEnded(task.status)) throw new ActionError('run_live', { run, step, task: id, status: task.status })
  return { status: task.status, reason: task.status_reason }
}
