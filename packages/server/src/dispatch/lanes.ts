import type { Lane, LightMode } from '@clearway/contract'
import { type ExpressionBuilder, type Expression, type SqlBool, sql } from 'kysely'
import type { Reader } from '../scope.ts'
import { dialectOf, isPostgres } from '../db/dialect.ts'
import type { Database } from '../db/schema.ts'
import { readableColumn } from '../db/unreadable.ts'

/** What would take a task: a slot with what it offers, or a light lane. */
export type Seat =
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
 * Whether a seat may take an entry. Light tasks belong in a light lane: of an agent on their queue, else of any other. A slot gets one
 * only where no light lane lives that could take it, or where its set-up failed in one.
 */
export function mayTake(scope: Reader, seat: Seat, queues: readonly string[], aliveSince: number): (eb: Entries) => Expression<SqlBool> {
  return (eb) => {
    const onOwnQueue = queues.length === 0 ? sql<SqlBool>`1 = 0` : eb('e.queue', 'in', queues)
    if (seat.lane === 'light') {
      const light = eb.and([sql<SqlBool>`e.light = 1`, eb('e.lane', '=', 'any')])
      if (seat.mode === 'own') return eb.and([light, onOwnQueue])
      return eb.and([light, eb.or([onOwnQueue, eb.not(lightLaneLives(eb, scope.company, aliveSince, { onQueue: true, free: true }))])])
    }
    const fits = [
      eb('e.gpus', '<=', seat.gpus),
      eb('e.gpu_memory', '<=', seat.gpuMemory),
      eb('e.cpus', '<=', seat.cpus),
      eb('e.memory', '<=', seat.memory),
      hasLabels(scope, seat.labels),
    ]
    const noLightLane = eb.or([
      eb('e.light', '=', 0),
      eb('e.lane', '=', 'step'),
      eb.not(lightLaneLives(eb, scope.company, aliveSince, { onQueue: false, free: false })),
    ])
    return eb.and([onOwnQueue, ...fits, noLightLane])
  }
}

/** A light lane that lives and may take the entry; with `onQueue` one whose agent serves its queue, with `free` one that has room. */
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
      .where((w) => {
        const serves = w.exists(
          w
            .selectFrom('worker_queue as q')
            .select('q.queue')
            .whereRef('q.worker', '=', 'w.id')
            .where('q.company', '=', company)
            .whereRef('q.queue', '=', 'e.queue'),
        )
        return onQueue ? serves : w.or([w('w.light_mode', '=', 'any'), serves])
      })
    return free ? lanes.where('w.light_free', '=', 1) : lanes
  })
}

/** Every label that the entry asks for is one of the worker's. */
function hasLabels({ db }: Reader, labels: readonly string[]): Expression<SqlBool> {
  const list = readableColumn(sql.ref('e.labels'), 'list', dialectOf(db))
  const asked = isPostgres(db) ? sql`jsonb_array_elements_text(${list}) as wanted(value)` : sql`json_each(${list}) as wanted`
  const missing = labels.length === 0 ? sql`` : sql` where wanted.value not in (${sql.join(labels)})`
  return sql<SqlBool>`not exists (select 1 from ${asked}${missing})`
}
