import type { Lane, LightMode } from '@clearway/contract'
import { noteChange } from '../changes/outbox.ts'
import type { Scope } from '../context.ts'
import { json } from './json.ts'

type Owner = Scope & { readonly user: { readonly id: string } }

export interface WorkerReport {
  readonly id: string
  readonly agent: string
  readonly boot: string | null
  readonly kind: 'own' | 'stock'
  readonly lane: Lane
  readonly slot: number | null
  readonly lightMode?: LightMode
  readonly lightFree?: boolean
  readonly task?: string | null
  readonly queue?: string | null
  readonly queues?: readonly string[] | undefined
  readonly ip: string
  readonly timeout?: number | undefined
  readonly tags?: readonly string[] | undefined
  readonly systemTags?: readonly string[] | undefined
  readonly gpus?: number
}

/** Makes a worker known, or notes its sign of life. What is not given stays as it was. */
export async function reportWorker(owner: Owner, report: WorkerReport): Promise<void> {
  const { db, company, user, now, tick } = owner
  const at = now()
  const given = {
    agent: report.agent,
    lane: report.lane,
    last_activity: at,
    last_report: at,
    seen: tick(),
    ip: report.ip,
    ...(report.boot === null ? {} : { boot: report.boot }),
    ...(report.lightMode === undefined ? {} : { light_mode: report.lightMode }),
    ...(report.lightFree === undefined ? {} : { light_free: report.lightFree ? (1 as const) : (0 as const) }),
    ...(report.task === undefined ? {} : { task: report.task }),
    ...(report.queue === undefined ? {} : { queue: report.queue }),
    ...(report.timeout === undefined ? {} : { timeout: report.timeout }),
    ...(report.tags === undefined ? {} : { tags: json(report.tags) }),
    ...(report.systemTags === undefined ? {} : { system_tags: json(report.systemTags) }),
    ...(report.gpus === undefined ? {} : { gpus: report.gpus }),
  }
  const before = await db
    .selectFrom('worker')
    .select(['task', 'seen'])
    .where('company', '=', company)
    .where('user', '=', user.id)
    .where('id', '=', report.id)
    .executeTakeFirst()
  await db
    .insertInto('worker')
    .values({
      boot: null,
      light_mode: null,
      light_free: 0,
      task: null,
      queue: null,
      timeout: 600,
      tags: '[]',
      system_tags: '[]',
      gpus: 0,
      ...given,
      id: report.id,
      company,
      user: user.id,
      kind: report.kind,
      slot: report.slot,
      registered: at,
    })
    .onConflict((c) => c.columns(['company', 'user', 'id']).doUpdateSet(given))
    .execute()
  if (report.queues !== undefined) await writeQueues(owner, report.id, report.queues)
  if (before === undefined || (report.task !== undefined && report.task !== before.task))
    await noteChange(owner, { entity: 'worker', id: report.id, kind: before === undefined ? 'created' : 'status', rev: at })
}

async function writeQueues({ db, company, user }: Owner, worker: string, queues: readonly string[]): Promise<void> {
  const known = await db
    .selectFrom('worker_queue')
    .select('queue')
    .where('company', '=', company)
    .where('user', '=', user.id)
    .where('worker', '=', worker)
    .orderBy('position')
    .execute()
  if (known.length === queues.length && known.every(({ queue }, position) => queue === queues[position])) return
  await db.deleteFrom('worker_queue').where('company', '=', company).where('user', '=', user.id).where('worker', '=', worker).execute()
  const rows = [...new Set(queues)].map((queue, position) => ({ company, user: user.id, worker, queue, position }))
  if (rows.length > 0) await db.insertInto('worker_queue').values(rows).execute()
}

/** Forgets workers: one, or all of an agent. One that is not known is no error. */
export async function forgetWorkers(owner: Owner, by: { readonly id: string } | { readonly agent: string }): Promise<void> {
  const { db, company, user } = owner
  let gone = db.deleteFrom('worker').where('company', '=', company).where('user', '=', user.id)
  gone = 'id' in by ? gone.where('id', '=', by.id) : gone.where('agent', '=', by.agent)
  for (const { id } of await gone.returning('id').execute()) {
    await db.deleteFrom('worker_queue').where('company', '=', company).where('user', '=', user.id).where('worker', '=', id).execute()
    await noteChange(owner, { entity: 'worker', id, kind: 'deleted', rev: owner.now() })
  }
}

/** Whether a live worker serves the queue. */
export async function isWatched({ db, company, tick }: Scope, queue: string, workerSeconds: number): Promise<boolean> {
  const row = await db
    .selectFrom('worker as w')
    .innerJoin('worker_queue as q', (join) =>
      join.onRef('q.worker', '=', 'w.id').onRef('q.user', '=', 'w.user').onRef('q.company', '=', 'w.company'),
    )
    .select('w.id')
    .where('w.company', '=', company)
    .where('q.queue', '=', queue)
    .where('w.seen', '>', tick() - workerSeconds * 1000)
    .executeTakeFirst()
  return row !== undefined
}

/** Notes what a worker runs now, or that it runs nothing. */
export async function noteWorkerTask(scope: Scope, worker: string, task: string | null, queue: string | null): Promise<void> {
  await scope.db
    .updateTable('worker')
    .set({ task, queue, last_activity: scope.now() })
    .where('company', '=', scope.company)
    .where('id', '=', worker)
    .execute()
  await noteChange(scope, { entity: 'worker', id: worker, kind: 'status', rev: scope.now() })
}
