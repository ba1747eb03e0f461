import { backOffMs } from '@clearway/contract/back-off'
import { isServerAway } from '@clearway/sdk/client'
import { pause } from '@clearway/contract/pause'
import { placedLines } from './lines-of.ts'
import { namesError } from './hits.ts'
import type { LogEntry } from './log-entry.ts'

type Message = Readonly<Record<string, unknown>>

interface Following {
  /** Reads the messages after a sequence number, and waits for some where there are none. */
  readonly read: (after: number) => Promise<{ readonly events: readonly Message[]; readonly last?: number }>
  /** Called with lines as they come; with none once the server is back. */
  readonly onLines: (lines: readonly LogEntry[]) => void
  /** Called at each call that fails because the server is away. */
  readonly onAway: (error: unknown) => void
  readonly signal: AbortSignal
}

/** Follows a log from its beginning until the signal. A server that is away is called again, after pauses that grow; any other failure ends it. */
export async function followLog({ read, onLines, onAway, signal }: Following): Promise<void> {
  let [after, count, failures] = [0, 0, 0]
  while (!signal.aborted) {
    try {
      const { events, last } = await read(after)
      const lines: LogEntry[] = []
      for (const event of events) lines.push(...entriesIn(event, count + lines.length))
      count += lines.length
      after = last ?? after
      if (lines.length > 0 || failures > 0) onLines(lines)
      failures = 0
    } catch (error) {
      if (signal.aborted || !isServerAway(error)) throw error
      failures += 1
      onAway(error)
      await pause(backOffMs(failures), signal).catch(() => {}) // Then the loop ends.
    }
  }
}

/** The lines of a message, with their numbers in the whole log, of which so many lines come before. */
function entriesIn({ msg, seq, level, timestamp, attempt }: Message, before: number): LogEntry[] {
  const of = { level: String(level ?? ''), at: Number(timestamp), attempt: Number(attempt ?? 0) }
  return placedLines(String(msg ?? ''), Number(seq)).map(({ text, place }, index) => ({
    number: before + index + 1,
    text,
    place,
    isError: namesError(text),
    ...of,
  }))
}
