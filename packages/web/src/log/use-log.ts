import { useEffect, useState } from 'react'
import { api, messageOf } from '../api/client.ts'
import { namesError } from './hits.ts'
import { placedLines } from './lines-of.ts'
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
    const add = (come: readonly LogEntry[]): void => setLog(({ entries }) => ({ entries: [...entries, ...come], error: undefined }))
    follow(task, over.signal, add).catch((error: unknown) => {
      if (!over.signal.aborted) setLog((old) => ({ ...old, error: messageOf(error) }))
    })
    return () => over.abort()
  }, [task])
  return log
}

async function follow(task: string, signal: AbortSignal, add: (lines: readonly LogEntry[]) => void): Promise<void> {
  let [after, count] = [0, 0]
  while (!signal.aborted) {
    await untilVisible(signal)
    const batch_size = after === 0 ? firstBatch : batch
    const { events, last } = await api.events.get_task_log({ task, order: 'asc', batch_size, after, wait: waitSeconds }, { signal })
    const come = events.flatMap((event) => {
      const lines = entriesIn(event, count)
      count += lines.length
      return lines
    })
    if (come.length > 0) add(come)
    after = last ?? after
  }
}

/** The lines of a message, with their numbers in the whole log, of which so many lines come before. */
function entriesIn({ msg, seq, level, timestamp, attempt }: Readonly<Record<string, unknown>>, before: number): LogEntry[] {
  const of = { level: String(level ?? ''), at: Number(timestamp), attempt: Number(attempt ?? 0) }
  return placedLines(String(msg ?? ''), Number(seq)).map(({ text, place }, index) => ({
    number: before + index + 1,
    text,
    place,
    isError: namesError(text),
    ...of,
  }))
}

/** Waits while the tab is hidden, because each waiting call holds one of the few connections that the tabs of a browser share. */
async function untilVisible(signal: AbortSignal): Promise<void> {
  while (document.visibilityState === 'hidden' && !signal.aborted)
    await new Promise((resolve) => {
      document.addEventListener('visibilitychange', resolve, { once: true, signal })
      signal.addEventListener('abort', resolve, { once: true })
    })
}
