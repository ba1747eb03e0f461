import { containerRefusal } from '@clearway/contract/container'
import { describeExit } from '@clearway/runtime'
import { isApiError } from '../api-error.ts'
import type { Task } from '../task.ts'
import type { LocalEnd } from './local-runner.ts'

/** Runs the program of a task to its end, or until a stop. */
type RunProgram = (stop: AbortSignal) => Promise<LocalEnd>

/** A task whose program this process runs. */
export interface CalledHere {
  /** Whether the program only waits for steps of its own. */
  readonly isController: boolean
  readonly run: RunProgram
}

/** Runs the task of a step to its end, and reports the end, unless the step's own code has reported it. */
export async function runTask(task: Task, stop: AbortSignal, run: RunProgram): Promise<void> {
  if (stop.aborted) return task.markStopped(reasonOf(stop))
  await task.connection.api.tasks.started({ task: task.id, force: true })
  const refusal = containerRefusal(task.document.container)
  if (refusal !== undefined) return task.markFailed(refusal)
  const end = await run(stop).catch((error: unknown) => {
    if (!stop.aborted) throw error
  })
  await task.reload()
  // The end that the step's own code has reported stands.
  if (task.status !== 'in_progress') return
  if (stop.aborted || end === undefined) return task.markStopped(reasonOf(stop))
  const { ending, lastLines } = end
  if (ending.how === 'lost') await task.markFailed(ending.reason, lastLines)
  else if (ending.code !== 0) await task.markFailed(describeExit(ending.code), lastLines)
  else await ignoringMoved(task.connection.api.tasks.completed({ task: task.id }))
}

async function ignoringMoved(change: Promise<unknown>): Promise<void> {
  try {
    await change
  } catch (error) {
    if (!isApiError(error, 'invalid_transition', 'status_changed')) throw error
  }
}

function reasonOf(signal: AbortSignal): string {
  return signal.reason instanceof Error ? signal.reason.message : 'stopped'
}
