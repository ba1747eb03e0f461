import { setTimeout as sleep } from 'node:timers/promises'
import type { Api } from '../client.ts'
import { backOffMs } from '@clearway/contract/back-off'

/**
 * Aborts its signal once somebody asks for the task to be stopped. It polls until `over`, ignoring all failures: the agent ends a program that does
 * not learn of a stop.
 */
export function watchForStop(api: Api, id: string, over: AbortSignal): AbortSignal {
  const stop = new AbortController()
  void follow(api, id, stop, over)
  return stop.signal
}

async function follow(api: Api, id: string, stop: AbortController, over: AbortSignal): Promise<void> {
  let known: { status?: 'in_progress' } = {}
  for (let attempt = 1; !over.aborted; attempt += 1) {
    try {
      const { tasks } = await api.tasks.wait({ tasks: [{ id, ...known }], timeout: 30 }, { signal: over })
      attempt = 0
      const [task] = tasks
      if (task === undefined) continue
      if (task.stop_requested || task.status === 'stopped') return stop.abort(new Error(task.status_reason || 'a stop was asked for'))
      if (task.status === 'in_progress') known = { status: 'in_progress' }
      else if (task.status !== 'queued') return
      await rest(backOffMs(1), over)
    } catch {
      // Repeated until the task's process is over.
      if (!over.aborted) await rest(backOffMs(attempt), over).catch(() => {})
    }
  }
}

async function rest(ms: number, over: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: over, ref: false })
}
