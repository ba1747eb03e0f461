import { appendAll } from '../../large-lists.ts'
import type { TaskLogQuery } from '../telemetry.ts'
import type { LogTable } from '../tables.ts'
import { type EventRecord, type Order, type Reader, visibleTo } from './reader.ts'

export interface LogPage {
  readonly events: EventRecord[]
  readonly returned: number
  readonly total: number
  readonly last?: number
}

/** Reads lines of a log: from a time on, or, to follow the log, from a sequence number on. */
export async function taskLog(reader: Reader, query: TaskLogQuery): Promise<LogPage> {
  const { task, attempt, after, isCounted = true } = query
  const total = isCounted ? await countLines(reader, task, attempt) : 0
  const lines = after === undefined ? await linesByTime(reader, query) : await linesAfter(reader, query, after)
  const last = lines.reduce((most, { seq }) => Math.max(most, seq), after ?? 0)
  return { events: lines.map(logEvent), returned: lines.length, total, last }
}

export function logEvent({ task, seq, attempt, ts, level, worker, msg }: LogTable): EventRecord {
  return { task, type: 'log', timestamp: ts, level, worker, msg, seq, attempt }
}

export function linesOf(reader: Reader, task: string, attempt?: number) {
  const query = reader.db.selectFrom('log').selectAll().where('company', 'in', visibleTo(reader)).where('task', '=', task)
  return attempt === undefined ? query : query.where('attempt', '=', attempt)
}

export async function countLines(reader: Reader, task: string, attempt?: number): Promise<number> {
  const { count } = await linesOf(reader, task, attempt)
    .clearSelect()
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

function linesAfter(reader: Reader, { task, attempt, batchSize }: TaskLogQuery, after: number): Promise<LogTable[]> {
  return linesOf(reader, task, attempt).where('seq', '>', after).orderBy('seq').limit(batchSize).execute()
}

/** Reads lines by time. The caller continues from the last line's time, so all lines of that time are returned, even beyond the requested number. */
async function linesByTime(
  reader: Reader,
  { task, attempt, order, fromTimestamp, navigateEarlier, batchSize }: TaskLogQuery,
): Promise<readonly LogTable[]> {
  const direction: Order = navigateEarlier ? 'desc' : 'asc'
  let query = linesOf(reader, task, attempt).orderBy('ts', direction).orderBy('seq', direction)
  if (fromTimestamp !== undefined) query = query.where('ts', navigateEarlier ? '<' : '>', Math.trunc(fromTimestamp))
  const lines = await query.limit(batchSize).execute()
  const edge = lines.at(-1)
  if (edge !== undefined && lines.length === batchSize) {
    const rest = await linesOf(reader, task, attempt)
      .where('ts', '=', edge.ts)
      .where('seq', navigateEarlier ? '<' : '>', edge.seq)
      .orderBy('seq', direction)
      .execute()
    appendAll(lines, rest)
  }
  return direction === order ? lines : lines.toReversed()
}
