import { isFromLevel, type LeastLevel } from './levels.ts'

/** A line of a task's log. */
export interface LogEntry {
  readonly text: string
  /** The address of the line in its log, which stays the same whatever comes after it. */
  readonly place: string
  /** As the program wrote it; empty: none. */
  readonly level: string
  /** In ms since the epoch. */
  readonly at: number
  readonly attempt: number
}
/** A line with its number in the whole log, which it keeps whatever else is shown. */
export interface NumberedEntry extends LogEntry {
  readonly number: number
}
interface Wanted {
  readonly least: LeastLevel | undefined
  /** Undefined: all attempts. */
  readonly attempt: number | undefined
}

/** The lines of a level and above, and of one attempt. */
export function entriesOf(all: readonly LogEntry[], { least, attempt }: Wanted): NumberedEntry[] {
  const shown: NumberedEntry[] = []
  for (const [index, entry] of all.entries())
    if ((attempt === undefined || entry.attempt === attempt) && (least === undefined || isFromLevel(entry.level, least)))
      shown.push({ ...entry, number: index + 1 })
  return shown
}
