import { isFromLevel, type LeastLevel } from './levels.ts'

/** A line of a task's log. */
export interface LogEntry {
  /** Its number in the whole log, from 1, which it keeps whatever else is shown. */
  readonly number: number
  readonly text: string
  /** The address of the line in its log, which stays the same whatever comes after it. */
  readonly place: string
  /** As the program wrote it; empty: none. */
  readonly level: string
  /** In ms since the epoch. */
  readonly at: number
  readonly attempt: number
  /** Whether it names the error which ended a program. */
  readonly isError: boolean
}
interface Wanted {
  readonly least: LeastLevel | undefined
  /** Undefined: all attempts. */
  readonly attempt: number | undefined
}

/** The lines of a level and above, and of one attempt. */
export function entriesOf(all: readonly LogEntry[], { least, attempt }: Wanted): readonly LogEntry[] {
  if (least === undefined && attempt === undefined) return all
  return all.filter(
    (entry) => (attempt === undefined || entry.attempt === attempt) && (least === undefined || isFromLevel(entry.level, least)),
  )
}
