import type { ChangeEntity } from '@clearway/contract'
import { sql } from 'kysely'
import type { EntityChange, Reader, Tx } from '../../scope.ts'
import { rowBatches } from '../sql/row-batches.ts'

/** Stores the changes that a transaction has recorded for the change stream, in their order. */
export async function writeChanges({ db, company, now, notify }: Tx, changes: readonly EntityChange[]): Promise<void> {
  if (changes.length === 0) return
  const created = now()
  const rows = changes.map(({ entity, id, project = null, kind, rev }) => ({ company, entity, id, project, kind, rev, created }))
  for (const batch of rowBatches(rows))
    await db
      .insertInto('change')
      .values([...batch])
      .execute()
  notify('changes')
}

export interface StreamFilter {
  readonly entity?: readonly ChangeEntity[] | undefined
  readonly id?: readonly string[] | undefined
  readonly project?: string | undefined
}

export interface ChangeRange {
  readonly after: number
  readonly until: number
  /** What was sent already: all changes up to `seq`, except those of transactions from `beforeXid` on. */
  readonly sent?: { readonly seq: number; readonly beforeXid: number } | undefined
  readonly limit: number
}

/** The changes of a range, in their order. */
export async function readChanges(
  { db, company }: Reader,
  { after, until, sent, limit }: ChangeRange,
  { entity, id, project }: StreamFilter,
) {
  let query = db
    .selectFrom('change')
    .select(['seq', 'entity', 'id', 'project', 'kind', 'rev'])
    .where('company', '=', company)
    .where('seq', '>', after)
    .where('seq', '<=', until)
    .orderBy('seq')
    .limit(limit)
  if (sent !== undefined && after < sent.seq)
    query = query.where((eb) => eb.or([eb('seq', '>', sent.seq), sql<boolean>`xid >= ${sent.beforeXid}`]))
  if (entity !== undefined) query = query.where('entity', 'in', entity)
  if (id !== undefined) query = query.where('id', 'in', id)
  if (project !== undefined) query = query.where('project', '=', project)
  return query.execute()
}

/** Whether the stream can continue after this number: the number was given out, and no change after it was pruned. */
export async function isKnownChange({ db }: Pick<Reader, 'db'>, after: number): Promise<boolean> {
  const { oldest, newest } = await db
    .selectFrom('change')
    .select(({ fn }) => [fn.min('seq').as('oldest'), fn.max('seq').as('newest')])
    .executeTakeFirstOrThrow()
  return after >= (oldest ?? 1) - 1 && after <= (newest ?? 0)
}

/** How many changes one transaction deletes. */
const changesAtOnce = 5000

/**
 * Deletes some of the changes that are older than the retention. The last change stays, because SQLite would give its number out again. Answers whether
 * there are more.
 */
export async function pruneChanges({ db, now }: Tx, retentionMilliseconds: number): Promise<boolean> {
  const old = db
    .selectFrom('change')
    .select('seq')
    .where('created', '<', now() - retentionMilliseconds)
    .where('seq', '<', (eb) => eb.selectFrom('change').select(({ fn }) => fn.max('seq').as('last')))
    .orderBy('created')
    .limit(changesAtOnce)
  const { numDeletedRows } = await db.deleteFrom('change').where('seq', 'in', old).executeTakeFirstOrThrow()
  return numDeletedRows === BigInt(changesAtOnce)
}
