import type { Lane, LightMode } from '@clearway/contract'
import { type Expression, type ExpressionBuilder, type NotNull, type RawBuilder, sql, type SqlBool } from 'kysely'
import type { Clock, ReadConnection, Reader } from '../../scope.ts'
import { dialectOf, isPostgres } from '../connection/dialect.ts'
import type { Database } from '../schema.ts'
import { json } from '../sql/json.ts'
import { type Given, preparedRead } from '../sql/prepared.ts'
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

/** A value, or what stands for it in a prepared statement. */
type Operand<T> = T | RawBuilder<T>

/** What decides which entries an offer may take. */
interface Search {
  readonly company: Operand<string>
  readonly now: Operand<number>
  readonly aliveSince: Operand<number>
  /** The queues in order of priority. */
  readonly queues: readonly Operand<string>[]
  readonly offer: { readonly lane: 'light'; readonly mode: LightMode } | ({ readonly lane: 'step' } & SlotOperands)
}

interface SlotOperands {
  readonly gpus: Operand<number>
  readonly gpuMemory: Operand<number>
  readonly cpus: Operand<number>
  readonly memory: Operand<number>
  /** The labels as a JSON list. */
  readonly labels: Operand<string>
}

type Entries = ExpressionBuilder<Database & { e: Database['queue_entry'] }, 'e'>

/**
 * The condition that an offer may take an entry. Light tasks belong in a light lane: that of an agent on their queue, else any other. A slot gets a
 * light task only if no live light lane can take it, or if its set-up failed in one.
 */
function mayTake(db: ReadConnection, { offer, queues, company, aliveSince }: Search): (eb: Entries) => Expression<SqlBool> {
  return (eb) => {
    const onOwnQueue = queues.length === 0 ? sql<SqlBool>`1 = 0` : eb('e.queue', 'in', [...queues])
    if (offer.lane === 'light') {
      const light = eb.and([sql<SqlBool>`e.light = 1`, eb('e.lane', '=', 'any')])
      if (offer.mode === 'own') return eb.and([light, onOwnQueue])
      return eb.and([light, eb.or([onOwnQueue, eb.not(lightLaneLives(eb, { company, aliveSince }, { onQueue: true, free: true }))])])
    }
    const fits = [
      eb('e.gpus', '<=', offer.gpus),
      eb('e.gpu_memory', '<=', offer.gpuMemory),
      eb('e.cpus', '<=', offer.cpus),
      eb('e.memory', '<=', offer.memory),
      hasLabels(db, offer.labels),
    ]
    const noLightLane = eb.or([
      eb('e.light', '=', 0),
      eb('e.lane', '=', 'step'),
      eb.not(lightLaneLives(eb, { company, aliveSince }, { onQueue: false, free: false })),
    ])
    return eb.and([onOwnQueue, ...fits, noLightLane])
  }
}

/** The condition that a live light lane may take the entry; with `onQueue` one whose agent serves the entry's queue, with `free` one with room. */
function lightLaneLives(
  eb: Entries,
  { company, aliveSince }: Pick<Search, 'company' | 'aliveSince'>,
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
function hasLabels(db: ReadConnection, labels: Operand<string>): Expression<SqlBool> {
  const list = readableColumn(sql.ref('e.labels'), 'list', dialectOf(db))
  return isPostgres(db)
    ? sql<SqlBool>`not exists (select 1 from jsonb_array_elements_text(${list}) as wanted(value) where wanted.value not in (select jsonb_array_elements_text(${labels}::jsonb)))`
    : sql<SqlBool>`not exists (select 1 from json_each(${list}) as wanted where wanted.value not in (select value from json_each(${labels})))`
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
  const { db, company } = reader
  const search = { company, now: reader.now(), aliveSince: by.aliveSince }
  if (offer.lane === 'light') return firstOf(db, { ...search, queues, offer }, paused).executeTakeFirst()
  const { gpus, gpuMemory, cpus, memory, labels } = offer
  // One queue at a time, so that the index finds the first entry, however long the queue is.
  for (const queue of queues) {
    const [entry] = (await firstForSlot(db, { ...search, queue, gpus, gpuMemory, cpus, memory, labels: json(labels) })).rows
    if (entry !== undefined) return entry
  }
  return undefined
}

interface SlotValues {
  readonly company: string
  readonly now: number
  readonly aliveSince: number
  readonly queue: string
  readonly gpus: number
  readonly gpuMemory: number
  readonly cpus: number
  readonly memory: number
  readonly labels: string
}

const firstForSlot = preparedRead((db, given: Given<SlotValues>) =>
  firstOf(db, {
    company: given('company'),
    now: given('now'),
    aliveSince: given('aliveSince'),
    queues: [given('queue')],
    offer: {
      lane: 'step',
      gpus: given('gpus'),
      gpuMemory: given('gpuMemory'),
      cpus: given('cpus'),
      memory: given('memory'),
      labels: given('labels'),
    },
  }).compile(),
)

function firstOf(db: ReadConnection, search: Search, paused: readonly string[] = []) {
  const { company, queues, now } = search
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
    .where((eb) => eb.or([eb('e.not_before', 'is', null), eb('e.not_before', '<=', now)]))
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
    .where(mayTake(db, search))
  if (paused.length > 0) query = query.where('e.queue', 'not in', paused)
  if (order !== undefined) query = query.orderBy(order)
  query = query.orderBy('e.rank').orderBy('e.task').limit(1)
  if (isPostgres(db)) query = query.forUpdate('e').skipLocked()
  return query.$narrowType<{ name: NotNull; user: NotNull }>()
}
