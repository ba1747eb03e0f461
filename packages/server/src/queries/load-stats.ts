import { type RawBuilder, sql } from 'kysely'
import { ActionError } from '../errors.ts'
import type { Period } from '../load/period.ts'
import type { Reader } from '../scope.ts'

export interface LoadPoint {
  readonly owner: string
  readonly metric: string
  /** Empty if the devices are taken together. */
  readonly variant: string
  /** The beginning of the step, in milliseconds. */
  readonly at: number
  readonly avg: number
  readonly min: number
  readonly max: number
}

/** How many points one answer may have. */
const mostPoints = 500_000

export interface LoadRequest {
  readonly period: Period
  readonly metrics: readonly string[]
  /** The agents, or the workers of published agents; all if undefined. */
  readonly owners: readonly string[] | undefined
  readonly isSplit: boolean
}

/** The load of machines in each step of a period, by owner, metric and device, in the order of time. */
export async function loadPoints({ db, company }: Reader, { period, metrics, owners, isSplit }: LoadRequest): Promise<LoadPoint[]> {
  const variant = isSplit ? sql<string>`variant` : sql<string>`''`
  const points = await db
    .selectFrom('load_sample')
    .select(({ fn }) => [
      'owner',
      'metric',
      variant.as('device'),
      stepOf(period).as('begins'),
      sql<number>`sum(total) / sum(count)`.as('avg'),
      fn.min('least').as('min'),
      fn.max('most').as('max'),
    ])
    .where('company', '=', company)
    .where('kind', '=', 'machine')
    .where('metric', 'in', metrics)
    .$if(owners !== undefined, (query) => query.where('owner', 'in', owners ?? []))
    .where('at', '>=', period.from)
    .where('at', '<', period.until)
    .groupBy(['owner', 'metric', 'device', 'begins'])
    .orderBy('owner')
    .orderBy('metric')
    .orderBy('device')
    .orderBy('begins')
    .limit(mostPoints + 1)
    .execute()
  if (points.length > mostPoints) throw new ActionError('answer_too_large', { field: 'interval', most: mostPoints })
  return points.map(({ device, begins, ...point }) => ({ ...point, variant: device, at: Number(begins) }))
}

/** Which agents the workers belong to: an agent of ours reports for all of its workers. An unknown worker counts as an agent of its own. */
export async function agentsOf({ db, company }: Reader, workers: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db.selectFrom('worker').select(['id', 'agent']).where('company', '=', company).where('id', 'in', workers).execute()
  return new Map([...workers.map((id) => [id, id] as const), ...rows.map(({ id, agent }) => [id, agent] as const)])
}

/** The metrics that machines have reported. */
export async function reportedMetrics({ db, company }: Reader, owners: readonly string[] | undefined): Promise<string[]> {
  const rows = await db
    .selectFrom('load_sample')
    .select('metric')
    .distinct()
    .where('company', '=', company)
    .where('kind', '=', 'machine')
    .$if(owners !== undefined, (query) => query.where('owner', 'in', owners ?? []))
    .orderBy('metric')
    .execute()
  return rows.map(({ metric }) => metric)
}

/** How many workers reported in each step, and how many were busy: by metric and beginning of the step. */
export async function activityCounts({ db, company }: Reader, period: Period) {
  const perOwner = db
    .selectFrom('load_sample')
    .select(({ fn }) => ['metric', 'owner', stepOf(period).as('begins'), fn.max('most').as('most')])
    .where('company', '=', company)
    .where('kind', '=', 'activity')
    .where('at', '>=', period.from)
    .where('at', '<', period.until)
    .groupBy(['metric', 'owner', 'begins'])
    .as('each')
  const rows = await db
    .selectFrom(perOwner)
    .select(({ fn }) => ['metric', 'begins', fn.sum<number>('most').as('count')])
    .groupBy(['metric', 'begins'])
    .execute()
  return rows.map(({ metric, begins, count }) => ({ metric, at: Number(begins), count: Number(count) }))
}

/** What was measured of queues in a period, in the order of time. */
export async function queueSamples({ db, company }: Reader, period: Period, queues: readonly string[] | undefined) {
  const rows = await db
    .selectFrom('load_sample')
    .select(({ fn }) => [
      'owner as queue',
      stepOf(period).as('begins'),
      'at',
      fn.max<number>(sql`case when metric = 'waited' then most end`).as('waited'),
      fn.max<number>(sql`case when metric = 'length' then most end`).as('length'),
    ])
    .where('company', '=', company)
    .where('kind', '=', 'queue')
    .where('metric', 'in', ['waited', 'length'])
    .$if(queues !== undefined, (query) => query.where('owner', 'in', queues ?? []))
    .where('at', '>=', period.from)
    .where('at', '<', period.until)
    .groupBy(['owner', 'begins', 'at'])
    .orderBy('at')
    .limit(mostPoints + 1)
    .execute()
  if (rows.length > mostPoints) throw new ActionError('answer_too_large', { field: 'queue_ids', most: mostPoints })
  return rows.map(({ queue, begins, waited, length }) => ({ queue, at: Number(begins), waited: waited ?? 0, length: length ?? 0 }))
}

export interface EndpointPoint {
  readonly container: string
  /** The beginning of the step, in milliseconds. */
  readonly at: number
  readonly value: number
}

/** The averages of a figure in each step of a period, for each container of an endpoint, in the order of time. */
export async function endpointPoints(
  { db, company }: Reader,
  { period, url, metric }: { readonly period: Period; readonly url: string; readonly metric: string },
): Promise<EndpointPoint[]> {
  const rows = await db
    .selectFrom('load_sample')
    .select(['variant as container', stepOf(period).as('begins'), sql<number>`sum(total) / sum(count)`.as('value')])
    .where('company', '=', company)
    .where('kind', '=', 'endpoint')
    .where('metric', '=', metric)
    .where('owner', '=', url)
    .where('at', '>=', period.from)
    .where('at', '<', period.until)
    .groupBy(['variant', 'begins'])
    .orderBy('begins')
    .limit(mostPoints + 1)
    .execute()
  if (rows.length > mostPoints) throw new ActionError('answer_too_large', { field: 'interval', most: mostPoints })
  return rows.map(({ begins, ...point }) => ({ ...point, at: Number(begins) }))
}

/** The beginning of the step in which a sample lies. */
function stepOf({ step }: Period): RawBuilder<number> {
  return sql<number>`at / ${sql.lit(step)} * ${sql.lit(step)}`
}
