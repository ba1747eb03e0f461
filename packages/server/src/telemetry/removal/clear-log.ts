import type { Kysely } from 'kysely'
import type { TelemetryTables } from '../tables.ts'

/** The lines of a log to delete: those from before a time, or all. */
export interface ClearLog {
  readonly company: string
  readonly task: string
  /** Milliseconds since the epoch. */
  readonly before?: number | undefined
}

/** Deletes lines of a log. Its head stays, so that a reader who follows the log misses no line. Answers how many were deleted. */
export async function clearLog(db: Kysely<TelemetryTables>, { company, task, before }: ClearLog): Promise<number> {
  let lines = db.deleteFrom('log').where('company', '=', company).where('task', '=', task)
  if (before !== undefined) lines = lines.where('ts', '<', before)
  return Number((await lines.executeTakeFirst()).numDeletedRows)
}
