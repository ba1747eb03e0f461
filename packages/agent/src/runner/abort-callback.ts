import { setTimeout as sleep } from 'node:timers/promises'
import type { Api } from '@clearway/sdk'

/** The longest time to wait for a callback, whatever its program asks for. Source: ClearML agent 2.0, `agent.abort_callback_max_timeout`. */
const longestSeconds = 1800
const pollMs = 250
const answerMs = 5000

/**
 * Waits for the abort callback of a program (ClearML's `Task.register_abort_callback`) before its processes are ended. The program calls it when it
 * sees that its task is being stopped. The task's runtime properties hold whether there is one and how long it may take. Resolves at once if there is
 * none, else when it has returned, its time is up, or `over` aborts because the processes have ended.
 */
export async function waitForAbortCallback(api: Api, task: string, over: AbortSignal): Promise<void> {
  const { _abort_callback_timeout: seconds, _abort_poll_freq: freq } = await runtimeOf(api, task)
  const callbackSeconds = Number(seconds ?? 0)
  if (!(callbackSeconds > 0)) return
  const wait = Math.min(callbackSeconds + Math.max(0, Number(freq ?? 0) || 0), longestSeconds)
  const deadline = performance.now() + wait * 1000
  while (!over.aborted && performance.now() < deadline) {
    // Written by the client when the callback has returned.
    const { _abort_callback_completed: isCompleted } = await runtimeOf(api, task)
    if (isCompleted) return
    await sleep(pollMs, undefined, { signal: over }).catch(() => {}) // Then the loop ends.
  }
}

/** Empty if the server does not answer: a callback that is not known is not waited for. */
async function runtimeOf(api: Api, task: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const { tasks } = await api.tasks.get_all({ id: [task], only_fields: ['runtime'] }, { signal: AbortSignal.timeout(answerMs) })
    return (tasks[0]?.runtime ?? {}) as Record<string, unknown>
  } catch {
    return {}
  }
}
