import { setTimeout as delay } from 'node:timers/promises'
import type { ChangeEntity } from '@clearway/contract'
import { sql } from 'kysely'
import type { Clock, Reader, Tx } from '../scope.ts'
import type { ChangeTable } from '../db/schema.ts'
import { openFrontier, type Place, type Start } from './frontier.ts'
import type { Signals } from '../signals/signals.ts'

export interface StreamFilter {
  readonly entity?: readonly ChangeEntity[] | undefined
  readonly id?: readonly string[] | undefined
  readonly project?: string | undefined
}
export type StreamItem =
  | { readonly type: 'change'; readonly change: Omit<ChangeTable, 'seq' | 'company' | 'created'> & { readonly seq: number } }
  | { readonly type: 'resync'; readonly seq: number }
  /** What is committed after this is told, to whoever comes again from this place too. */
  | { readonly type: 'open'; readonly place: Place }
  | { readonly type: 'idle' }

const pageSize = 500
/** A comment goes out this often, so that both ends notice a dead connection. */
const idleMilliseconds = 15_000

/** How soon to look again for what waits behind a transaction that is still open: its end may wake nobody. */
const heldMilliseconds = 20

/** Changes after `after`, then each as it is committed. `resync` where the stream was pruned meanwhile: read everything again. */
export async function* streamChanges(
  scope: Reader & Clock,
  signals: Signals,
  after: Place | undefined,
  filter: StreamFilter,
  signal: AbortSignal,
): AsyncGenerator<StreamItem> {
  const frontier = openFrontier(scope.db)
  const known = after !== undefined && (await isKnown(scope, after))
  const begin = known ? after : await frontier.now()
  const start = frontier.from(begin)
  if (after !== undefined && !known) yield { type: 'resync', seq: begin.seq }
  yield { type: 'open', place: begin }
  let place = start.seq
  let looks = 0
  while (!signal.aborted) {
    // Listen before looking: what is committed in between still wakes us.
    const over = new AbortController()
    const woken = signals.wait(['changes'], idleMilliseconds, AbortSignal.any([signal, over.signal]))
    const { until, held } = await frontier.reach(place)
    const rows = await readChanges(scope, { place, until, start }, filter)
    for (const change of rows) yield { type: 'change', change }
    const more = rows.length === pageSize
    place = more ? rows.at(-1)!.seq : until
    looks = held && !more ? looks + 1 : 0
    if (looks > 0) await pause(heldMilliseconds * Math.min(looks, 10), signal)
    if (more || held) over.abort()
    else if (!(await woken) && !signal.aborted) yield { type: 'idle' }
  }
}

/** Whether the stream can go on after that number: nothing behind it was pruned, and it was given out. */
async function isKnown({ db }: Reader, { seq: after }: Place): Promise<boolean> {
  const { oldest, newest } = await db
    .selectFrom('change')
    .select(({ fn }) => [fn.min('seq').as('oldest'), fn.max('seq').as('newest')])
    .executeTakeFirstOrThrow()
  return after >= (oldest ?? 1) - 1 && after <= (newest ?? 0)
}

interface Span {
  readonly place: number
  readonly until: number
  readonly start: Start
}

async function readChanges({ db, company }: Reader, { place, until, start: { told } }: Span, { entity, id, project }: StreamFilter) {
  let query = db
    .selectFrom('change')
    .select(['seq', 'entity', 'id', 'project', 'kind', 'rev'])
    .where('company', '=', company)
    .where('seq', '>', place)
    .where('seq', '<=', until)
    .orderBy('seq')
    .limit(pageSize)
  if (told !== undefined && place < told.seq)
    query = query.where((eb) => eb.or([eb('seq', '>', told.seq), sql<boolean>`xid >= ${told.beforeXid}`]))
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
export async function pruneChanges({ db, now }: Tx, keepMilliseconds: number): Promise<void> {
  await db
    .deleteFrom('change')
    .where('created', '<', now() - keepMilliseconds)
    .where('seq', '<', (eb) => eb.selectFrom('change').select(({ fn }) => fn.max('seq').as('last')))
    .execute()
}
