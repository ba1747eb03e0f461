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

/** Changes after `after`, then each as it is committed. `resync` where the stream was pruned meanwhile: read everything again. */
export async function* streamChanges(scope: Scope, signals: Signals, after: number | undefined, filter: StreamFilter, signal: AbortSignal): AsyncGenerator<StreamItem> {
  const { oldest, newest } = await bounds(scope)
  let seq = after ?? newest
  if (seq < oldest - 1 || seq > newest) {
    seq = newest
    yield { type: 'resync', seq }
  }
  while (!signal.aborted) {
    // Listen before looking: what is committed in between still wakes us.
    const over = new AbortController()
    const woken = signals.wait(['changes'], idleMilliseconds, AbortSignal.any([signal, over.signal]))
    const page = await readChanges(scope, seq, filter)
    for (const change of page.rows) yield { type: 'change', change }
    seq = page.seq
    if (page.more) over.abort()
    else if (!(await woken) && !signal.aborted) yield { type: 'idle' }
  }
}

async function bounds({ db }: Scope): Promise<{ oldest: number; newest: number }> {
  const { oldest, newest } = await db
    .selectFrom('change')
    .select(({ fn }) => [fn.min('seq').as('oldest'), fn.max('seq').as('newest')])
    .executeTakeFirstOrThrow()
  return { oldest: oldest ?? 1, newest: newest ?? 0 }
}

async function readChanges({ db, company }: Scope, after: number, { entity, id, project }: StreamFilter) {
  let query = db.selectFrom('change').select(['seq', 'entity', 'id', 'project', 'kind', 'rev']).where('company', '=', company).where('seq', '>', after).orderBy('seq').limit(pageSize)
  if (isPostgres(db)) query = query.where(committed)
  if (entity !== undefined) query = query.where('entity', 'in', entity)
  if (id !== undefined) query = query.where('id', 'in', id)
  if (project !== undefined) query = query.where('project', '=', project)
  const rows = await query.execute()
  return { rows, seq: rows.at(-1)?.seq ?? after, more: rows.length === pageSize }
}

/** Sequence numbers are given out before commit: only what no open transaction can still precede is told. */
const committed = sql<boolean>`xid < pg_snapshot_xmin(pg_current_snapshot())::text::int8`

/** Forgets what is older than the stream may be resumed from. */
export async function pruneChanges({ db, now }: Scope, keepMilliseconds: number): Promise<void> {
  await db.deleteFrom('change').where('created', '<', now() - keepMilliseconds).execute()
}
