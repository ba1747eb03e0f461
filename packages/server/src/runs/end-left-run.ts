import { hasEnded, type TaskStatus } from '@clearway/contract'
import { isEnded, type RunEvent, type RunState, stepsOf } from '@clearway/engine'
import { findStepLaunch } from '../db/tables/step-launches.ts'
import { findTask, type TaskRow } from '../db/tables/tasks.ts'
import { ActionError, undefinedIf } from '../errors.ts'
import type { Actor, Clock, Reader } from '../scope.ts'
import { ask, type AskedRun, storeAsked } from './append-asked.ts'
import type { StoredRun } from './stored-run.ts'

/** Brings a run to its end that was stopped while nobody drove it, so that it can begin anew. */
export async function endLeftRun(tx: Actor, controller: TaskRow, stored: StoredRun): Promise<StoredRun> {
  return storeAsked(tx, controller, await askForEnd(tx, controller, stored))
}

/** A run with the events that bring it to its end if it was stopped while nobody drove it. Nothing is stored. */
export async function askForEnd(reader: Reader & Pick<Clock, 'now'>, controller: TaskRow, stored: StoredRun): Promise<AskedRun> {
  const isLeft = hasEnded(controller.status) && (controller.status === 'stopped' || stored.state.status === 'stopping')
  if (!isLeft || isEnded(stored.state)) return { ...stored, asked: [] }
  const reason = controller.status_reason === '' ? 'stopped' : controller.status_reason
  const stopping = ask(reader, controller.id, stored, [{ type: 'stop_requested', reason }])
  return ask(reader, controller.id, stopping, await endsOf(reader, controller.id, stopping.state))
}

/** The ends of the steps that were launched. */
async function endsOf(reader: Reader, run: string, state: RunState): Promise<RunEvent[]> {
  const events: RunEvent[] = []
  for (const { definition, phase, attempt, task: known } of stepsOf(state)) {
    const step = definition.name
    if (phase !== 'launched' && phase !== 'launching') continue
    const task = known ?? (await findStepLaunch(reader, { run, step, attempt }))
    if (task === undefined) events.push({ type: 'launch_failed', step, reason: 'the run was stopped' })
    else events.push({ type: 'step_status', step, attempt, task, ...(await endOf(reader, run, step, task)) })
  }
  return events
}

async function endOf(reader: Reader, run: string, step: string, id: string): Promise<{ status: TaskStatus; reason: string }> {
  const task = await findTask(reader, id).catch(undefinedIf('task_not_found'))
  if (task === undefined) return { status: 'failed', reason: 'its task was deleted' }
  if (!hasEnded(task.status)) throw new ActionError('run_live', { run, step, task: id, status: task.status })
  return { status: task.status, reason: task.status_reason }
}
