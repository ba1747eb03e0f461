import { givenOf, ifGiven } from '@clearway/contract/given'
import { isDeepStrictEqual } from 'node:util'
import type { Lane, LightMode, SlotResources } from '@clearway/contract'
import { type Selectable, sql } from 'kysely'
import type { Actor, Tx } from '../../scope.ts'
import { aliveSince } from './alive-since.ts'
import type { FleetScope } from './fleet.ts'
import { json, parse } from '../sql/json.ts'
import { type Given, prepared } from '../sql/prepared.ts'
import type { WorkerTable } from '../schema.ts'
import { isDrained } from './drained-agents.ts'
import { parseOrNothing } from '../sql/unreadable.ts'

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
  /** Further resources of the worker's slot. */
  readonly resources?: SlotResources
  readonly version?: string | undefined
}

/** An unchanged report is written again after this part of `workerSeconds`. */
const freshPart = 1 / 9

/**
 * Registers workers, or records their signs of life. Fields that a report does not have keep their values, and an unchanged report is not written
 * again soon.
 */
export async function reportWorkers(owner: Actor & FleetScope, reports: readonly WorkerReport[]): Promise<void> {
  const known = await readKnown(
    owner,
    reports.map(({ id }) => id),
  )
  const freshMs = owner.settings.workerSeconds * 1000 * freshPart
  for (const report of reports) {
    const before = known.get(report.id)
    const given = givenBy(report)
    const hasNewQueues = report.queues !== undefined && !isDeepStrictEqual(report.queues, before?.queues)
    const isFresh = before !== undefined && owner.tick() - before.row.seen < freshMs
    if (isFresh && !hasNewQueues && isAsBefore(before.row, given)) continue
    await writeWorker(owner, report, given)
    if (hasNewQueues) await writeQueues(owner, report.id, report.queues)
    if (before === undefined || (report.task !== undefined && report.task !== before.row.task))
      owner.recordChange({ entity: 'worker', id: report.id, kind: before === undefined ? 'created' : 'status', rev: owner.now() })
  }
}

type WorkerRow = Selectable<WorkerTable>

interface Known {
  readonly row: WorkerRow
  readonly queues: readonly string[]
}

async function readKnown({ db, company, user }: Actor, ids: readonly string[]): Promise<ReadonlyMap<string, Known>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('worker as w')
    .leftJoin('worker_queue as q', (join) =>
      join.onRef('q.worker', '=', 'w.id').onRef('q.user', '=', 'w.user').onRef('q.company', '=', 'w.company'),
    )
    .selectAll('w')
    .select('q.queue as serves')
    .where('w.company', '=', company)
    .where('w.user', '=', user.id)
    .where('w.id', 'in', ids)
    .orderBy('q.position')
    .execute()
  const known = new Map<string, { readonly row: WorkerRow; readonly queues: string[] }>()
  for (const { serves, ...row } of rows) {
    const one = known.get(row.id) ?? { row, queues: [] }
    if (serves !== null) one.queues.push(serves)
    known.set(row.id, one)
  }
  return known
}

/** The columns that a report sets, without the times. */
function givenBy(report: WorkerReport) {
  const { agent, lane, ip } = report
  const others = givenOf({
    boot: report.boot ?? undefined,
    light_mode: report.lightMode,
    light_free: ifGiven(report.lightFree, (isFree) => (isFree ? (1 as const) : (0 as const))),
    task: report.task,
    queue: report.queue,
    timeout: report.timeout,
    tags: ifGiven(report.tags, json),
    system_tags: ifGiven(report.systemTags, json),
    gpus: report.gpus,
    resources: ifGiven(report.resources, json),
    version: report.version,
  })
  return { agent, lane, ip, ...others }
}

const jsonColumns: readonly string[] = ['tags', 'system_tags', 'resources']

function isAsBefore(row: WorkerRow, given: ReturnType<typeof givenBy>): boolean {
  return Object.entries(given).every(([column, value]) => {
    const stored = row[column as keyof WorkerRow]
    // Each database formats JSON in its own way, so values are compared.
    return jsonColumns.includes(column) ? isDeepStrictEqual(parseOrNothing(stored as string), parse(value as string)) : stored === value
  })
}

async function writeWorker(
  { db, company, user, now, tick }: Actor,
  report: WorkerReport,
  given: ReturnType<typeof givenBy>,
): Promise<void> {
  const at = now()
  const reported = tick()
  const set = { ...given, last_activity: at, last_report: at, seen: reported, reported }
  await db
    .insertInto('worker')
    .values({
      boot: null,
      light_mode: null,
      widened_boot: null,
      light_free: 0,
      task: null,
      queue: null,
      timeout: 600,
      tags: '[]',
      system_tags: '[]',
      gpus: 0,
      resources: '{}',
      version: null,
      ...set,
      id: report.id,
      company,
      user: user.id,
      kind: report.kind,
      slot: report.slot,
      registered: at,
    })
    .onConflict((c) => c.columns(['company', 'user', 'id']).doUpdateSet(set))
    .execute()
}

async function writeQueues({ db, company, user }: Actor, worker: string, queues: readonly string[] = []): Promise<void> {
  await db.deleteFrom('worker_queue').where('company', '=', company).where('user', '=', user.id).where('worker', '=', worker).execute()
  const rows = [...new Set(queues)].map((queue, position) => ({ company, user: user.id, worker, queue, position }))
  if (rows.length > 0) await db.insertInto('worker_queue').values(rows).execute()
}

/** Deletes one worker, or all workers of an agent. An unknown one is no error. */
export async function deleteWorkers(owner: Actor, by: { readonly id: string } | { readonly agent: string }): Promise<void> {
  const { db, company, user } = owner
  let gone = db.deleteFrom('worker').where('company', '=', company).where('user', '=', user.id)
  gone = 'id' in by ? gone.where('id', '=', by.id) : gone.where('agent', '=', by.agent)
  const ids = (await gone.returning('id').execute()).map(({ id }) => id)
  if (ids.length === 0) return
  await db.deleteFrom('worker_queue').where('company', '=', company).where('user', '=', user.id).where('worker', 'in', ids).execute()
  for (const id of ids) owner.recordChange({ entity: 'worker', id, kind: 'deleted', rev: owner.now() })
}

/** Whether a live worker serves the queue. */
export async function hasLiveWorker(scope: FleetScope, queue: string): Promise<boolean> {
  const { db, company } = scope
  const row = await db
    .selectFrom('worker as w')
    .innerJoin('worker_queue as q', (join) =>
      join.onRef('q.worker', '=', 'w.id').onRef('q.user', '=', 'w.user').onRef('q.company', '=', 'w.company'),
    )
    .select('w.id')
    .where('w.company', '=', company)
    .where('q.queue', '=', queue)
    .where(sql<boolean>`not ${isDrained('w')}`)
    .where('w.seen', '>', aliveSince(scope))
    .executeTakeFirst()
  return row !== undefined
}

/** Records the task that a worker runs, or that it runs none. */
export async function recordWorkerTask(tx: Tx, worker: string, task: string | null, queue: string | null): Promise<void> {
  const { db, company, now } = tx
  await setTaskOfWorker(db, { company, worker, task, queue, at: now() })
  tx.recordChange({ entity: 'worker', id: worker, kind: 'status', rev: now() })
}

interface WorkerTask {
  readonly company: string
  readonly worker: string
  readonly task: string | null
  readonly queue: string | null
  readonly at: number
}

const setTaskOfWorker = prepared((db, given: Given<WorkerTask>) =>
  db
    .updateTable('worker')
    .set({ task: given('task'), queue: given('queue'), last_activity: given('at') })
    .where('company', '=', given('company'))
    .where('id', '=', given('worker'))
    .compile(),
)

/** How many workers an agent has, and how many of them run a task. */
export async function countWorkers(
  { db, company, user }: Actor,
  agent: string,
): Promise<{ readonly workers: number; readonly active: number }> {
  const { workers, active } = await db
    .selectFrom('worker')
    .select(({ fn }) => [fn.countAll<number>().as('workers'), fn.count<number>('task').as('active')])
    .where('company', '=', company)
    .where('user', '=', user.id)
    .where('agent', '=', agent)
    .executeTakeFirstOrThrow()
  return { workers: Number(workers), active: Number(active) }
}
