import { setTimeout as delay } from 'node:timers/promises'
import type { ChangeEntity } from '@clearway/contract'
import { sql } from 'kysely'
import type { Scope } from '../context.ts'
import { isPostgres } from '../db/dialect.ts'
import type { ChangeTable } from '../db/schema.ts'
import type { Signals } from './signals.ts'

export interface StreamFilter {
  readonly entity?: readonly ChangeEntity[] | undefined
  readonly id?: readonly string[] | undefined
  readonly project?: string | undefined
}
export type StreamItem = { readonly type: 'change'; readonly change: Omit<ChangeTable, 'seq' | 'company' | 'created'> & { readonly seq: number } } | { readonly type: 'resync'; readonly seq: number } | { readonly type: 'idle' }

const pageSize = 500
/** A comment goes out this often, so that both ends notice a dead connection. */
const idleMilliseconds = 15_000

/** How soon to look again for what is committed behind an older transaction that is still open: its end wakes nobody. */
const heldBackMilliseconds = 100

/** Changes after `after`, then each as it is committed. `resync` where the stream was pruned meanwhile: read everything again. */
export async function* streamChanges(scope: Scope, signals: Signals, after: number | undefined, filter: StreamFilter, signal: AbortSignal): AsyncGenerator<StreamItem> {
  const { db } = scope
  const { newest } = await newestPlace(db)
  let place = after === undefined ? newest : await placeOf(db, after, newest)
  if (place === undefined) {
    place = newest
    yield { type: 'resync', seq: place.seq }
  }
  while (!signal.aborted) {
    // Listen before looking: what is committed in between still wakes us.
    const over = new AbortController()
    const woken = signals.wait(['changes'], idleMilliseconds, AbortSignal.any([signal, over.signal]))
    const until = await newestPlace(db)
    const rows = await readChanges(scope, place, until.newest, filter)
    for (const { xid: _, ...change } of rows) yield { type: 'change', change }
    const more = rows.length === pageSize
    place = more ? rows.at(-1)! : until.newest
    if (!more && until.heldBack) await pause(heldBackMilliseconds, signal)
    if (more || until.heldBack) over.abort()
    else if (!(await woken) && !signal.aborted) yield { type: 'idle' }
  }
}

/**
 * A place in the stream. In PostgreSQL sequence numbers are given out long before commit, and by several transactions at once: what is told is
 * ordered by transaction, and only what no open transaction can still precede. SQLite has one writer, and every `xid` is 0.
 */
interface Place {
  readonly xid: number
  readonly seq: number
}
const beginning: Place = { xid: 0, seq: 0 }
const xmin = sql`pg_snapshot_xmin(pg_current_snapshot())::text::int8`
const xidOf = (db: Scope['db']) => (isPostgres(db) ? sql<number>`xid` : sql<number>`0`).as('xid')
const fromNewest = sql`order by xid desc, seq desc limit 1`

/** The last change that may be told, and whether others wait behind it. */
async function newestPlace(db: Scope['db']): Promise<{ readonly newest: Place; readonly heldBack: boolean }> {
  if (!isPostgres(db)) {
    const { seq } = await db.selectFrom('change').select(({ fn }) => fn.max('seq').as('seq')).executeTakeFirstOrThrow()
    return { newest: { xid: 0, seq: seq ?? 0 }, heldBack: false }
  }
  const [last] = (await sql<Place & { told: boolean }>`select xid, seq, xid < ${xmin} as told from change ${fromNewest}`.execute(db)).rows
  if (last === undefined || last.told) return { newest: last ?? beginning, heldBack: false }
  const [told = beginning] = (await sql<Place>`select xid, seq from change where xid < ${xmin} ${fromNewest}`.execute(db)).rows
  return { newest: told, heldBack: true }
}

/** Where the change with that number stands; undefined where it was pruned, or never was. */
async function placeOf(db: Scope['db'], after: number, newest: Place): Promise<Place | undefined> {
  const { oldest } = await db.selectFrom('change').select(({ fn }) => fn.min('seq').as('oldest')).executeTakeFirstOrThrow()
  if (after === 0) return (oldest ?? 1) === 1 ? beginning : undefined
  if (!isPostgres(db)) return after >= (oldest ?? 1) - 1 && after <= newest.seq ? { xid: 0, seq: after } : undefined
  return db.selectFrom('change').select(['seq', xidOf(db)]).where('seq', '=', after).executeTakeFirst()
}

async function readChanges({ db, company }: Scope, after: Place, until: Place, { entity, id, project }: StreamFilter) {
  let query = db.selectFrom('change').select(['seq', 'entity', 'id', 'project', 'kind', 'rev', xidOf(db)]).where('company', '=', company).limit(pageSize)
  query = isPostgres(db)
    ? query.where(sql<boolean>`(xid, seq) > (${after.xid}, ${after.seq}) and (xid, seq) <= (${until.xid}, ${until.seq})`).orderBy(sql`xid`).orderBy('seq')
    : query.where('seq', '>', after.seq).where('seq', '<=', until.seq).orderBy('seq')
  if (entity !== undefined) query = query.where('entity', 'in', entity)
  if (id !== undefined) query = query.where('id', 'in', id)
  if (project !== undefined) query = query.where('project', '=', project)
  return query.execute()
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
}

/** Forgets what is older than the stream may be resumed from. The last change stays: SQLite would give its number out again. */
export async function pruneChanges({ db, now }: Scope, keepMilliseconds: number): Promise<void> {
  await db
    .deleteFrom('change')
    .where('created', '<', now() - keepMilliseconds)
    .where('seq', '<', (eb) => eb.selectFrom('change').select(({ fn }) => fn.max('seq').as('last')))
    .execute()
}
