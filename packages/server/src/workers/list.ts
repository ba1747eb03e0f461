import type { ResponseOf, SlotResources, workers } from '@clearway/contract'
import { isoTime } from '../db/sql/iso-time.ts'
import { parseList, parseObject } from '../db/sql/unreadable.ts'
import { aliveSince } from '../db/tables/alive-since.ts'
import type { FleetScope } from '../db/tables/fleet.ts'
import { findFirstEntries } from '../db/tables/queue-order.ts'
import { findWorkers, runningTasks, servedQueues, type WorkerFilter } from '../queries/find-workers.ts'
import { workspace } from '../workspace.ts'
import { workerKey } from './worker-key.ts'

type WorkerDocument = ResponseOf<typeof workers.get_all>['workers'][number]

/** Lists workers with the tasks that they run and the entries of their queues. Source of the shape: ClearML server 2.3.0. */
export async function listWorkers(scope: FleetScope, filter: WorkerFilter): Promise<WorkerDocument[]> {
  const { now } = scope
  const since = aliveSince(scope)
  const rows = await findWorkers(scope, filter)
  const served = await servedQueues(scope)
  const running = await runningTasks(scope)
  const waiting = await findFirstEntries(scope, [...new Set(served.map(({ id }) => id))])
  const queueOf = (id: string, name: string, display_name: string | null) => {
    const first = waiting.get(id)
    return { id, name, display_name, num_tasks: first?.count ?? 0, ...(first === undefined ? {} : { next_task: first.next }) }
  }

  return rows.map((row) => {
    const queues = served
      .filter(({ worker, user }) => worker === row.id && user === row.user)
      .map(({ id, name, display_name }) => queueOf(id, name, display_name))
    const held = running.filter(({ worker }) => worker === row.id).map((task) => shown(task, now()))
    const reported = {
      id: row.task ?? '',
      name: row.task_name,
      type: row.task_type,
      started: row.task_started,
      last_iteration: row.task_iteration,
    }
    // A published agent may run a task that it did not claim here, and only reports it.
    const tasks = held.length > 0 || row.kind === 'own' || row.task === null ? held : [shown(reported, now())]
    const queue = queues.find(({ id }) => id === row.queue)
    return {
      id: row.id,
      key: workerKey(row),
      user: { id: row.user, name: row.user_name ?? '' },
      company: { id: row.company, name: workspace.name },
      ip: row.ip,
      agent: row.agent,
      alive: row.seen > since,
      ...(Boolean(row.isDrained) && { drained: true }),
      lane: row.lane,
      ...(row.lane === 'light' && row.light !== null && { light: row.light }),
      ...(row.lane === 'step' && row.kind === 'own' && { resources: { gpus: row.gpus, ...parseObject<SlotResources>(row.resources) } }),
      ...(row.version !== null && { version: row.version }),
      ...(tasks[0] === undefined ? {} : { task: tasks[0], tasks }),
      ...(row.project_id === null ? {} : { project: { id: row.project_id, name: row.project_name ?? '' } }),
      ...(queue === undefined ? {} : { queue }),
      queues,
      tags: [...(parseList<string>(row.tags) ?? [])],
      system_tags: [...(parseList<string>(row.system_tags) ?? [])],
      register_time: isoTime(row.registered),
      register_timeout: row.timeout,
      last_activity_time: isoTime(row.last_activity),
      last_report_time: isoTime(row.last_report),
    }
  })
}

interface Running {
  readonly id: string
  readonly name: string | null
  readonly type: string | null
  readonly started: number | null
  readonly last_iteration: number | null
}

function shown({ id, name, type, started, last_iteration }: Running, now: number) {
  return {
    id,
    name: name ?? '',
    ...(type !== null && { type }),
    running_time: started === null ? 0 : now - started,
    last_iteration: last_iteration ?? 0,
  }
}
