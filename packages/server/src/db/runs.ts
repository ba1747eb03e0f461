import type { Reader, Tx } from '../scope.ts'
import { ActionError } from '../errors.ts'
import { json, parse } from './json.ts'

/** The stored events of a run after a sequence number. A reset of its task begins a new run. */
export async function readRun({ db, company }: Reader, run: string, after: number) {
  const row = await db
    .selectFrom('run')
    .select(['seq', 'engine_version'])
    .where('id', '=', run)
    .where('company', '=', company)
    .executeTakeFirst()
  const rows = await db
    .selectFrom('run_event')
    .select(['seq', 'event'])
    .where('run', '=', run)
    .where('company', '=', company)
    .where('seq', '>', after)
    .orderBy('seq')
    .execute()
  return {
    seq: row?.seq ?? 0,
    engine_version: row?.engine_version ?? 0,
    events: rows.map(({ seq, event }) => ({ seq, event: parse<Record<string, unknown>>(event) })),
  }
}

/** A statement has a limit to its parameters: 32,766 in SQLite. */
const rowsAtOnce = 500

export interface Append {
  readonly expectedSeq: number
  readonly engineVersion: number
  readonly events: readonly object[]
}

/** Adds events if nobody has since: compare-and-set on the run's sequence number, so that two processes of one run cannot both act. */
export async function appendRunEvents(
  { db, company, now }: Tx,
  run: string,
  { expectedSeq, engineVersion, events }: Append,
): Promise<number> {
  const seq = expectedSeq + events.length
  const row = { company, engine_version: engineVersion, seq, updated: now() }
  const won =
    expectedSeq === 0
      ? await begin()
      : (await db.updateTable('run').set(row).where('id', '=', run).where('seq', '=', expectedSeq).executeTakeFirst()).numUpdatedRows > 0n
  if (!won) {
    const { seq: stored } = (await db.selectFrom('run').select('seq').where('id', '=', run).executeTakeFirst()) ?? { seq: 0 }
    throw new ActionError('run_conflict', { run, expected_seq: expectedSeq, seq: stored })
  }
  const rows = events.map((event, index) => ({ run, company, seq: expectedSeq + index + 1, event: json(event), created: now() }))
  for (let at = 0; at < rows.length; at += rowsAtOnce)
    await db
      .insertInto('run_event')
      .values(rows.slice(at, at + rowsAtOnce))
      .execute()
  return seq

  async function begin(): Promise<boolean> {
    const inserted = await db
      .insertInto('run')
      .values({ id: run, ...row })
      .onConflict((c) => c.doNothing())
      .executeTakeFirst()
    return (inserted.numInsertedOrUpdatedRows ?? 0n) > 0n
  }
}

/** A reset makes a draft of a controller again: its next run begins from nothing. */
export async function forgetRun({ db, company }: Tx, run: string): Promise<void> {
  await db.deleteFrom('run_event').where('run', '=', run).where('company', '=', company).execute()
  await db.deleteFrom('run').where('id', '=', run).where('company', '=', company).execute()
  await db.deleteFrom('step_launch').where('run', '=', run).where('company', '=', company).execute()
}
