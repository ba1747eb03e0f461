import { setTimeout as sleep } from 'node:timers/promises'
import type { Api } from '../client.ts'
import { backOffMs } from '../client/pause.ts'

/**
 * Aborts its signal once somebody asks for the task to be stopped. It looks by long poll over the given client, and goes on through anything but
 * its own end: a program that does not hear of a stop is ended by its agent all the same.
 */
export function watchForStop(api: Api, id: string, over: AbortSignal): AbortSignal {
  const stop = new AbortController()
  void follow(api, id, stop, over)
  return stop.signal
}

async function follow(api: Api, id: string, stop: AbortController, over: AbortSignal): Promise<void> {
  let seen: { status?: 'in_progress' } = {}
  for (let attempt = 1; !over.aborted; attempt += 1) {
    try {
      const { tasks } = await api.tasks.wait({ tasks: [{ id, ...seen }], timeout: 30 }, { signal: over })
      attempt = 0
      const [news] = tasks
      if (news === undefined) continue
      if (news.stop_requested || news.status === 'stopped') return stop.abort(new Error(news.status_message || 'A stop was asked for.'))
      if (news.status === 'in_progress') seen = { status: 'in_progress' }
      else if (news.status !== 'queued') return
      await rest(backOffMs(1), over)
    } catch {
      // Broken off or refused: tried again until the task's process is over.
      if (!over.aborted) await rest(backOffMs(attempt), over).catch(() => {})
    }
  }
}

async function rest(ms: number, over: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: over, ref: false })
}
