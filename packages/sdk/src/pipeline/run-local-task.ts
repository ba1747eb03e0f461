import { containerRefusal } from '@clearway/contract/container'
import { describeExit } from '@clearway/runtime'
import { isApiError } from '../api-error.ts'
import type { Task } from '../task.ts'
import type { LocalEnd, LocalRunner } from './local-runner.ts'

/** Runs the program of a task in this process; undefined for a task whose program this process does not have. */
export type CallHere = (task: Task, stop: AbortSignal) => Promise<LocalEnd> | undefined

/** Where the program of a task runs: in a process that the runner starts, or in this one. */
interface Here {
  readonly runner: () => Promise<LocalRunner>
  readonly callHere: CallHere | undefined
}

/** Runs the task of a step to its end, and reports the end, unless the step's own code has reported it. */
export async function runTask(task: Task, stop: AbortSignal, { runner, callHere }: Here): Promise<void> {
  if (stop.aborted) return task.markStopped(reasonOf(stop))
  await task.connection.api.tasks.started({ task: task.id, force: true })
  const refusal = containerRefusal(task.document.container)
  if (refusal !== undefined) return task.markFailed(refusal)
  const called = callHere?.(task, stop)
  const end = await (called ?? runner().then((made) => made.run(task, stop))).catch((error: unknown) => {
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
