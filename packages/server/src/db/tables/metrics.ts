import { createHash } from 'node:crypto'
import { type Insertable, sql } from 'kysely'
import type { Tx } from '../../scope.ts'
import { activeDuration } from '../sql/active-duration.ts'
import { greatest } from '../sql/greatest.ts'
import { rowBatches } from '../sql/row-batches.ts'
import type { TaskMetricStatTable, TaskMetricTable } from '../schema.ts'
import type { TaskEffect } from './effects.ts'

/** The md5 of a name, by which ClearML identifies metrics and variants. */
function nameHash(name: string): string {
  return createHash('md5').update(name).digest('hex')
}

/**
 * Applies the effect of a batch to its task or model: last values, last iteration and last update. `isUpdated`: whether this transaction has written the
 * task's last update already, which is all that log lines alone change.
 */
export async function applyEffect(
  tx: Tx,
  { task, kind, lastIteration, metrics, stats, logged }: TaskEffect,
  { isUpdated = false }: { readonly isUpdated?: boolean } = {},
): Promise<void> {
  const { db, company, now, notify } = tx
  if (logged) notify(`log:${task}`)
  if (stats.length > 0) notify(`metrics:${task}`)
  if (kind === 'model') {
    await mergeMetrics(tx, task, metrics)
    if (lastIteration !== undefined)
      await db
        .updateTable('model')
        .set((eb) => ({ last_iteration: greatest(tx, eb.ref('last_iteration'), lastIteration), last_update: now() }))
        .where('id', '=', task)
        .where('company', '=', company)
        .execute()
    return
  }
  if (isUpdated && lastIteration === undefined && metrics.length === 0 && stats.length === 0) return
  const at = now()
  await mergeMetrics(tx, task, metrics)
  for (const { metric, eventType } of stats)
    await db
      .insertInto('task_metric_stat')
      .values({ task, company, metric, metric_hash: nameHash(metric), event_type: eventType, last_update: at })
      .onConflict((c) => c.columns(['task', 'metric_hash', 'event_type']).doUpdateSet({ last_update: at }))
      .execute()
  const row = await db
    .updateTable('task')
    .set((eb) => ({
      last_update: at,
      last_change: at,
      active_duration: activeDuration(at),
      ...(lastIteration === undefined ? {} : { last_iteration: greatest(tx, eb.ref('last_iteration'), lastIteration) }),
      rev: eb('rev', '+', 1),
    }))
    .where('id', '=', task)
    .where('company', '=', company)
    .returning(['rev', 'project'])
    .executeTakeFirst()
  if (row !== undefined && stats.length > 0)
    tx.recordChange({ entity: 'task', id: task, project: row.project, kind: 'metrics', rev: row.rev })
}

/** Replaces the last values and the statistics of a task or model. */
export async function replaceMetrics(
  tx: Tx,
  owner: string,
  metrics: TaskEffect['metrics'],
  stats: readonly Pick<TaskMetricStatTable, 'metric' | 'event_type' | 'last_update'>[],
): Promise<void> {
  const { db, company } = tx
  await db.deleteFrom('task_metric').where('task', '=', owner).execute()
  await mergeMetrics(tx, owner, metrics)
  await db.deleteFrom('task_metric_stat').where('task', '=', owner).execute()
  const rows = stats.map(({ metric, event_type, last_update }) => ({
    metric,
    event_type,
    last_update,
    task: owner,
    company,
    metric_hash: nameHash(metric),
  }))
  for (const batch of rowBatches(rows))
    await db
      .insertInto('task_metric_stat')
      .values(batch)
      .onConflict((c) => c.doNothing())
      .execute()
}

/** Merges last values in few statements, because a batch with hundreds of metrics would delay every other call. */
async function mergeMetrics({ db, company }: Tx, owner: string, metrics: TaskEffect['metrics']): Promise<void> {
  for (const batch of rowBatches(metrics.map((metric) => rowOf(owner, company, metric)))) await mergeRows(db, batch)
}

function rowOf(task: string, company: string, effect: TaskEffect['metrics'][number]): Insertable<TaskMetricTable> {
  const { metric, variant, value, iteration, min, max, first, sum, count, xAxisLabel } = effect
  return {
    task,
    company,
    metric,
    variant,
    metric_hash: nameHash(metric),
    variant_hash: nameHash(variant),
    value,
    iteration,
    min_value: min.value,
    min_value_iteration: min.iteration,
    max_value: max.value,
    max_value_iteration: max.iteration,
    first_value: first.value,
    first_value_iteration: first.iteration,
    sum,
    count,
    x_axis_label: xAxisLabel ?? null,
  }
}

async function mergeRows(db: Tx['db'], rows: readonly Insertable<TaskMetricTable>[]): Promise<void> {
  await db
    .insertInto('task_metric')
    .values(rows)
    .onConflict((c) =>
      c.columns(['task', 'metric_hash', 'variant_hash']).doUpdateSet((eb) => {
        const lower = sql`excluded.min_value < task_metric.min_value`
        const higher = sql`excluded.max_value > task_metric.max_value`
        return {
          value: eb.ref('excluded.value'),
          iteration: eb.ref('excluded.iteration'),
          min_value: sql`case when ${lower} then excluded.min_value else task_metric.min_value end`,
          min_value_iteration: sql`case when ${lower} then excluded.min_value_iteration else task_metric.min_value_iteration end`,
          max_value: sql`case when ${higher} then excluded.max_value else task_metric.max_value end`,
          max_value_iteration: sql`case when ${higher} then excluded.max_value_iteration else task_metric.max_value_iteration end`,
          sum: sql`task_metric.sum + excluded.sum`,
          count: sql`task_metric.count + excluded.count`,
          x_axis_label: eb.ref('excluded.x_axis_label'),
        }
      }),
    )
    .execute()
}
