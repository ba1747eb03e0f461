import { sql } from 'kysely'
import type { Clock, Reader } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'
import { readPausedQueues } from './paused-queues.ts'
import { waitsOfServerRuns } from './server-runs.ts'
import { isDrained } from './drained-agents.ts'
import { lightModeOf } from './light-mode.ts'
import { readTaskWaits } from './task-waits.ts'
import type { Settings } from '../../settings.ts'
import { aliveSince } from './alive-since.ts'

export type FleetScope = Reader & Clock & { readonly settings: Pick<Settings, 'workerSeconds'> }

/** Which queued tasks are read: all, or those that some task waits for and the given ones. A task that nobody waits for causes no stall. */
export type Queued = 'all' | { readonly awaitedAnd: readonly string[] }

export type FleetRows = Awaited<ReturnType<typeof readFleetRows>>

/**
 * Reads the input of the stall analysis, in a fixed number of statements. Queue entries are read before attempts: a task that is claimed in between
 * appears in both and is not missed.
 */
export async function readFleetRows(scope: FleetScope, queued: Queued) {
  // Runs that the server drives hold no worker, but who waits for such a run waits for its steps.
  const driven = await waitsOfServerRuns(scope)
  const waits = [...(await readTaskWaits(scope)), ...driven]
  const wanted = queued === 'all' ? undefined : [...new Set([...waits.map(({ awaited }) => awaited), ...queued.awaitedAnd])]
  return {
    waits,
    serverRuns: [...new Set(driven.map(({ waiter }) => waiter))],
    entries: await readEntries(scope, wanted),
    attempts: await readAttempts(scope),
    workers: await readWorkers(scope),
    served: await readServed(scope),
    pausedQueues: await readPausedQueues(scope),
  }
}

async function readEntries({ db, company }: FleetScope, wanted: readonly string[] | undefined) {
  let query = db
    .selectFrom('queue_entry as e')
    .innerJoin('task as t', 't.id', 'e.task')
    .innerJoin('queue as q', 'q.id', 'e.queue')
    .select([
      'e.task',
      'e.queue',
      'q.name as queueName',
      'e.not_before',
      'e.moved',
      'e.paused',
      'e.light',
      'e.lane',
      'e.gpus',
      'e.gpu_memory',
      'e.cpus',
      'e.memory',
      'e.labels',
    ])
    .leftJoin('task as p', 'p.id', 't.parent')
    .select(['t.name', 't.type', 't.project', 't.parent', 't.paused as runPaused', 'p.name as parentName', 'e.rank'])
    .where('e.company', '=', company)
    .where('e.attempt', 'is', null)
    .where('t.status', '=', 'queued')
  if (wanted !== undefined) query = query.where(inList(sql.ref('e.task'), wanted, dialectOf(db)))
  return query.orderBy('e.added').orderBy('e.task').execute()
}

/**
 * The claimed and running attempts. Further columns are computed for controllers only: whether they are pipelines, whether they require a GPU, and
 * how often in a row they were moved.
 */
async function readAttempts({ db, company }: FleetScope) {
  const ofController = (value: ReturnType<typeof sql<number | null>>) =>
    sql<number | null>`case when t.type = 'controller' then (${value}) else null end`
  return db
    .selectFrom('attempt as a')
    .innerJoin('task as t', 't.id', 'a.task')
    .leftJoin('queue as q', 'q.id', 'a.queue')
    .select(['a.id', 'a.task', 'a.worker', 'a.kind', 'a.lane', 'a.state', 'a.queue', 'q.name as queueName'])
    .select(['t.name', 't.type', 't.project', 't.status', 't.started', 't.parent', 't.resources', 't.stop_requested'])
    .select([
      ofController(sql`select count(*) from task_tag g where g.task = t.id and g.kind = 'system_tags' and g.tag = 'pipeline'`).as(
        'isPipeline',
      ),
      ofController(sql`select p.num from task_param p where p.task = t.id and p.section = 'properties' and p.name = 'resources.gpus'`).as(
        'askedGpus',
      ),
      ofController(
        sql`select count(*) from attempt m where m.task = t.id and m.ended_as = 'moved' and m.number > coalesce(
          (select max(n.number) from attempt n where n.task = t.id and n.ended_as not in ('moved', 'lost', 'handed_back', 'expired')), 0)`,
      ).as('moves'),
    ])
    .where('a.company', '=', company)
    .where('a.state', 'in', ['claimed', 'running'])
    .execute()
}

/** The live workers, each with the task that it reported. */
async function readWorkers(scope: FleetScope) {
  const { db, company } = scope
  return db
    .selectFrom('worker as w')
    .leftJoin('task as t', 't.id', 'w.task')
    .select(['w.id', 'w.user', 'w.kind', 'w.lane', 'w.light_free', 'w.task', 'w.gpus', 'w.resources', 'w.reported'])
    .select(['w.agent', lightModeOf('w').as('light_mode'), isDrained('w').as('isDrained')])
    .select(['t.name as taskName', 't.type as taskType', 't.status as taskStatus', 't.parent as taskParent'])
    .where('w.company', '=', company)
    .where('w.seen', '>', aliveSince(scope))
    .orderBy('w.id')
    .execute()
}

async function readServed({ db, company }: FleetScope) {
  return db
    .selectFrom('worker_queue as s')
    .innerJoin('queue as q', 'q.id', 's.queue')
    .select(['s.worker', 's.user', 'q.name'])
    .where('s.company', '=', company)
    .orderBy('s.position')
    .execute()
}
