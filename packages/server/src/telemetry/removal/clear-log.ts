import type { Kysely } from 'kysely'
import type { TelemetryTables } from '../tables.ts'
import { inParts, rowsAtOnce } from './in-parts.ts'

/** The lines of a log to delete: those from before a time, or all. */
export interface ClearLog {
  readonly company: string
  readonly task: string
  /** Milliseconds since the epoch. */
  readonly before?: number | undefined
}

/**
 * Deletes lines of a log, some at a time, so that reads run in between. Its head stays, so that a reader who follows the log misses no line. Answers how many
 * were deleted.
 */
export async function clearLog(db: Kysely<TelemetryTables>, { company, task, before }: ClearLog): Promise<number> {
  const removed = await inParts(async () => {
    let lines = db.selectFrom('log').select('seq').where('company', '=', company).where('task', '=', task)
    let some = db.deleteFrom('log').where('company', '=', company).where('task', '=', task)
    if (before !== undefined) [lines, some] = [lines.where('ts', '<', before), some.where('ts', '<', before)]
    const beyond = await lines.orderBy('seq').offset(rowsAtOnce).limit(1).executeTakeFirst()
    const { numDeletedRows } = await (beyond === undefined ? some : some.where('seq', '<', beyond.seq)).executeTakeFirstOrThrow()
    return { numDeletedRows, isMore: beyond !== undefined }
  })
  return Number(removed)
}
