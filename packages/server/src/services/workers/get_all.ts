import type { workers } from '@clearway/contract'
import { type RawBuilder, sql, type SqlBool } from 'kysely'
import type { Context, Handler } from '../../context.ts'
import { dialectOf, isPostgres } from '../../db/dialect.ts'
import { isoTime } from '../../db/iso-time.ts'
import { findFirstEntries } from '../../db/queues.ts'
import { re2 } from '../../db/re2.ts'
import { parseList, readableColumn } from '../../db/unreadable.ts'
import { readPattern, type TextMatch } from '../../queries/pattern.ts'
import { workspace } from '../../workspace.ts'

/** Workers with what they run and what waits in their queues. Source of the shape: ClearML server 2.3.0. */
export const get_all: Handler<typeof workers.get_all> = async ({ last_seen = 3600, worker_pattern, tags = [], system_tags = [] }, ctx) => {
  const { db, company, now } = ctx
  let query = db
    .selectFrom('worker as w')
    .leftJoin('task as t', 't.id', 'w.task')
    .leftJoin('project as p', 'p.id', 't.project')
    .leftJoin('user as u', 'u.id', 'w.user')
    .selectAll('w')
    .select([
      't.name as task_name',
      't.started as task_started',
      't.last_iteration as task_iteration',
      'p.id as project_id',
      'p.name as project_name',
      'u.name as user_name',
    ])
    .where('w.company', '=', company)
  if (last_seen > 0) query = query.where('w.last_activity', '>=', now() - last_seen * 1000)
  if (worker_pattern !== undefined && worker_pattern !== '')
    query = query.where('w.id', 'in', ['', ...(await idsThatMatch(ctx, worker_pattern))])
  for (const tag of tags) query = query.where(hasTag(ctx, 'tags', tag))
  for (const tag of system_tags) query = query.where(hasTag(ctx, 'system_tags', tag))
  const rows = await query.orderBy('w.id').execute()
  const served = await db
    .selectFrom('worker_queue as s')
    .innerJoin('queue as q', 'q.id', 's.queue')
    .select(['s.worker', 's.user', 'q.id', 'q.name', 'q.display_name'])
    .where('s.company', '=', company)
    .orderBy('s.position')
    .execute()
  const running = await runningTasks(ctx)
  const waiting = await findFirstEntries(ctx, [...new Set(served.map(({ id }) => id))])
  const queueOf = (id: string, name: string, display_name: string | null) => ({
    id,
    name,
    display_name,
    num_tasks: waiting.get(id)?.count ?? 0,
    ...(waiting.get(id) === undefined ? {} : { next_task: waiting.get(id)!.next }),
  })

  return {
    workers: rows.map((row) => {
      const queues = served
        .filter(({ worker, user }) => worker === row.id && user === row.user)
        .map(({ id, name, display_name }) => queueOf(id, name, display_name))
      const held = running.filter(({ worker }) => worker === row.id).map((task) => shown(task, now()))
      const said = { id: row.task ?? '', name: row.task_name, started: row.task_started, last_iteration: row.task_iteration }
      // A published agent may run a task that it was not given here, and only says so.
      const tasks = held.length > 0 || row.kind === 'own' || row.task === null ? held : [shown(said, now())]
      const queue = queues.find(({ id }) => id === row.queue)
      return {
        id: row.id,
        user: { id: row.user, name: row.user_name ?? '' },
        company: { id: row.company, name: workspace.name },
        ip: row.ip,
        lane: row.lane,
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
    }),
  }
}

/** What runs or is about to, with its worker; the first begun first. */
async function runningTasks({ db, company }: Context) {
  return db
    .selectFrom('attempt as a')
    .innerJoin('task as t', 't.id', 'a.task')
    .select(['a.worker', 't.id', 't.name', 't.started', 't.last_iteration'])
    .where('a.company', '=', company)
    .where('a.state', '=', 'running')
    .orderBy('a.started')
    .orderBy('a.id')
    .execute()
}

interface Running {
  readonly id: string
  readonly name: string | null
  readonly started: number | null
  readonly last_iteration: number | null
}

function shown({ id, name, started, last_iteration }: Running, now: number) {
  return { id, name: name ?? '', running_time: started === null ? 0 : now - started, last_iteration: last_iteration ?? 0 }
}

/** Of all ids, which are few and short, those that the pattern is found in. */
async function idsThatMatch({ db, company }: Context, pattern: string): Promise<string[]> {
  const match = readPattern(pattern, { ignoreCase: false, path: 'worker_pattern' })
  const workers = await db.selectFrom('worker').select('id').where('company', '=', company).execute()
  return workers.map(({ id }) => id).filter((id) => isIn(id, match))
}

function isIn(text: string, match: TextMatch): boolean {
  switch (match.how) {
    case 'regex':
      return re2(match).test(text)
    case 'equal':
      return text === match.text
    case 'prefix':
      return text.startsWith(match.text)
    case 'suffix':
      return text.endsWith(match.text)
    case 'contains':
      return text.includes(match.text)
  }
}

/** `-tag` asks that it is not there. */
function hasTag({ db }: Context, column: 'tags' | 'system_tags', tag: string): RawBuilder<SqlBool> {
  const isUnwanted = tag.startsWith('-')
  const wanted = isUnwanted ? tag.slice(1) : tag
  const tags = readableColumn(sql.ref(`w.${column}`), 'list', dialectOf(db))
  const found = isPostgres(db)
    ? sql<SqlBool>`jsonb_exists(${tags}, ${wanted})`
    : sql<SqlBool>`exists (select 1 from json_each(${tags}) where value = ${wanted})`
  return isUnwanted ? sql<SqlBool>`not ${found}` : found
}
