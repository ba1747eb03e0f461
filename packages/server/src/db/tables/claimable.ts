import type { Lane, LightMode } from '@clearway/contract'
import { type Expression, type ExpressionBuilder, type NotNull, sql, type SqlBool } from 'kysely'
import type { Clock, Reader } from '../../scope.ts'
import { dialectOf, isPostgres } from '../connection/dialect.ts'
import type { Database } from '../schema.ts'
import { readableColumn } from '../sql/unreadable.ts'
import { isDrained } from './drained-agents.ts'
import { lightModeOf } from './light-mode.ts'
import { pausedQueueIds } from './paused-queues.ts'

/** What a worker offers for a claim: a slot with its resources, or a light lane. */
export type Offer =
  | {
      readonly lane: 'step'
      readonly slot: number
      readonly gpus: number
      readonly gpuMemory: number
      readonly cpus: number
      readonly memory: number
      readonly labels: readonly string[]
    }
  | { readonly lane: 'light'; readonly mode: Exclude<LightMode, 'off'> }

type Entries = ExpressionBuilder<Database & { e: Database['queue_entry'] }, 'e'>

/**
 * The condition that an offer may take an entry. Light tasks belong in a light lane: that of an agent on their queue, else any other. A slot gets a
 * light task only if no live light lane can take it, or if its set-up failed in one.
 */
function mayTake(scope: Reader, { offer, queues, aliveSince }: ClaimableBy): (eb: Entries) => Expression<SqlBool> {
  return (eb) => {
    const onOwnQueue = queues.length === 0 ? sql<SqlBool>`1 = 0` : eb('e.queue', 'in', queues)
    if (offer.lane === 'light') {
      const light = eb.and([sql<SqlBool>`e.light = 1`, eb('e.lane', '=', 'any')])
      if (offer.mode === 'own') return eb.and([light, onOwnQueue])
      return eb.and([light, eb.or([onOwnQueue, eb.not(lightLaneLives(eb, scope.company, aliveSince, { onQueue: true, free: true }))])])
    }
    const fits = [
      eb('e.gpus', '<=', offer.gpus),
      eb('e.gpu_memory', '<=', offer.gpuMemory),
      eb('e.cpus', '<=', offer.cpus),
      eb('e.memory', '<=', offer.memory),
      hasLabels(scope, offer.labels),
    ]
    const noLightLane = eb.or([
      eb('e.light', '=', 0),
      eb('e.lane', '=', 'step'),
      eb.not(lightLaneLives(eb, scope.company, aliveSince, { onQueue: false, free: false })),
    ])
    return eb.and([onOwnQueue, ...fits, noLightLane])
  }
}

/** The condition that a live light lane may take the entry; with `onQueue` one whose agent serves the entry's queue, with `free` one with room. */
function lightLaneLives(
  eb: Entries,
  company: string,
  aliveSince: number,
  { onQueue, free }: { readonly onQueue: boolean; readonly free: boolean },
): Expression<SqlBool> {
  return eb.exists((inner) => {
    const lanes = inner
      .selectFrom('worker as w')
      .select('w.id')
      .where('w.company', '=', company)
      .where('w.lane', '=', 'light' satisfies Lane)
      .where('w.seen', '>', aliveSince)
      .where(sql<boolean>`not ${isDrained('w')}`)
      .where((w) => {
        const serves = w.exists(
          w
            .selectFrom('worker_queue as q')
            .select('q.queue')
            .whereRef('q.worker', '=', 'w.id')
            .where('q.company', '=', company)
            .whereRef('q.queue', '=', 'e.queue'),
        )
        return onQueue ? serves : w.or([w(lightModeOf('w'), '=', 'any'), serves])
      })
    return free ? lanes.where('w.light_free', '=', 1) : lanes
  })
}

/** The condition that the worker has every label that the entry requires. */
function hasLabels({ db }: Reader, labels: readonly string[]): Expression<SqlBool> {
  const list = readableColumn(sql.ref('e.labels'), 'list', dialectOf(db))
  const asked = isPostgres(db) ? sql`jsonb_array_elements_text(${list}) as wanted(value)` : sql`json_each(${list}) as wanted`
  const missing = labels.length === 0 ? sql`` : sql` where wanted.value not in (${sql.join(labels)})`
  return sql<SqlBool>`not exists (select 1 from ${asked}${missing})`
}

/** An offer, the queues to claim from, and the time since which a worker must have been seen to count as alive. */
export interface ClaimableBy {
  readonly offer: Offer
  /** The queues in order of priority. */
  readonly queues: readonly string[]
  readonly aliveSince: number
}

/** The first entry that an offer may take. In PostgreSQL the entry is locked, and entries that another claim has locked are skipped. */
export async function firstClaimable(reader: Reader & Clock, by: ClaimableBy) {
  const { offer } = by
  const paused = await pausedQueueIds(reader)
  const queues = by.queues.filter((queue) => !paused.includes(queue))
  if (offer.lane === 'light') return firstOf(reader, { ...by, queues }, paused)
  // One queue at a time, so that the index finds the first entry, however long the queue is.
  for (const queue of queues) {
    const entry = await firstOf(reader, { ...by, queues: [queue] }, [])
    if (entry !== undefined) return entry
  }
  return undefined
}

async function firstOf(reader: Reader & Clock, { offer, queues, aliveSince }: ClaimableBy, paused: readonly string[]) {
  const { db, company, now } = reader
  const order =
    queues.length < 2
      ? undefined
      : sql`case ${sql.join(
          queues.map((queue, position) => sql`when e.queue = ${queue} then ${position}`),
          sql` `,
        )} else ${queues.length} end`
  let query = db
    .selectFrom('queue_entry as e')
    // A subquery reads the task of the entry at hand, because PostgreSQL would choose the order of a join.
    .select((eb) => {
      const task = eb.selectFrom('task as t').whereRef('t.id', '=', 'e.task')
      return ['e.task', 'e.queue', 'e.added', task.select('t.name').as('name'), task.select('t.user').as('user')]
    })
    .where('e.company', '=', company)
    .where('e.attempt', 'is', null)
    .where((eb) => eb(eb.selectFrom('task as t').select('t.status').whereRef('t.id', '=', 'e.task'), '=', 'queued'))
    .where('e.paused', '=', 0)
    .where((eb) => eb.or([eb('e.not_before', 'is', null), eb('e.not_before', '<=', now())]))
    .where((eb) =>
      eb(
        eb
          .selectFrom('attempt as a')
          .select('a.id')
          .whereRef('a.task', '=', 'e.task')
          .where(sql<boolean>`a.state in ('claimed', 'running')`),
        'is',
        null,
      ),
    )
    .where(mayTake(reader, { offer, queues, aliveSince }))
  if (paused.length > 0) query = query.where('e.queue', 'not in', paused)
  if (order !== undefined) query = query.orderBy(order)
  query = query.orderBy('e.rank').orderBy('e.task').limit(1)
  if (isPostgres(db)) query = query.forUpdate('e').skipLocked()
  return query.$narrowType<{ name: NotNull; user: NotNull }>().executeTakeFirst()
}
