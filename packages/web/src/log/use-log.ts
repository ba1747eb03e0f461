import { useEffect, useState } from 'react'
import { api, messageOf } from '../api/client.ts'
import { followLog } from './follow-log.ts'
import type { LogEntry } from './log-entry.ts'

interface Log {
  readonly entries: readonly LogEntry[]
  readonly error: string | undefined
}
/** Messages of one call. The first call asks for fewer, so that the log opens before much of it is there. */
const [firstBatch, batch] = [1000, 10_000]
/** How long one call waits for a further line, in seconds. */
const waitSeconds = 20

/** The lines of a task's log from its beginning; as long as it is shown, further lines are added as they come. A component shows one task only. */
export function useLog(task: string): Log {
  const [log, setLog] = useState<Log>({ entries: [], error: undefined })
  useEffect(() => {
    const over = new AbortController()
    const { signal } = over
    const fail = (error: unknown): void => {
      if (!signal.aborted) setLog((old) => ({ ...old, error: messageOf(error) }))
    }
    followLog({
      read: async (after) => {
        await untilVisible(signal)
        const batch_size = after === 0 ? firstBatch : batch
        return api.events.get_task_log({ task, order: 'asc', batch_size, after, wait: waitSeconds }, { signal })
      },
      onLines: (come) => setLog(({ entries }) => ({ entries: come.length === 0 ? entries : [...entries, ...come], error: undefined })),
      onAway: fail,
      signal,
    }).catch(fail)
    return () => over.abort()
  }, [task])
  return log
}

/** Waits while the tab is hidden, because each waiting call holds one of the few connections that the tabs of a browser share. */
async function untilVisible(signal: AbortSignal): Promise<void> {
  while (document.visibilityState === 'hidden' && !signal.aborted)
    await new Promise((resolve) => {
      document.addEventListener('visibilitychange', resolve, { once: true, signal })
      signal.addEventListener('abort', resolve, { once: true })
    })
}
