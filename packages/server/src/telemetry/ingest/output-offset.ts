import type { Kysely } from 'kysely'
import type { BatchRecord, EntityWrite } from '../stores/store.ts'
import type { TelemetryTables } from '../tables.ts'
import type { BatchSource } from '../telemetry.ts'
import { packRecord, readRecord } from './batch-records.ts'

/**
 * Removes from a batch the lines of the calling attempt's output that are stored already: an agent that was killed after a batch was stored, and
 * before it saved its offset, sends them again. Returns the record of the new offset, which is stored with the batch and kept for an hour.
 */
export async function dropStoredOutput(
  db: Kysely<TelemetryTables>,
  writes: readonly EntityWrite[],
  { attempt }: Pick<BatchSource, 'attempt'>,
  created: number,
): Promise<readonly BatchRecord[]> {
  const batch = attempt && writes.find(({ task }) => task === attempt.task)?.batch
  const last = batch?.logs.reduce((most, { outputEnd = 0 }) => Math.max(most, outputEnd), 0) ?? 0
  if (attempt === undefined || batch === undefined || last === 0) return []
  const key = `output of ${attempt.id}`
  const stored = (await readRecord<number>(db, key)) ?? 0
  batch.logs = batch.logs.filter(({ outputEnd = Infinity }) => outputEnd > stored)
  return [{ key, answer: packRecord(Math.max(stored, last)), created, replaces: true }]
}
