import { type RawBuilder, sql, type SqlBool } from 'kysely'
import { dialectOf, isPostgres } from '../db/connection/dialect.ts'
import { isDrained } from '../db/tables/drained-agents.ts'
import { lightModeOf } from '../db/tables/light-mode.ts'
import { readableColumn } from '../db/sql/unreadable.ts'
import type { Clock, Reader } from '../scope.ts'
import { textMatcher } from './matches-text.ts'
import { readPattern } from './pattern.ts'

export interface WorkerFilter {
  /** How many seconds ago a worker may have reported last; 0 lists all workers. */
  readonly lastSeen: number
  readonly pattern?: string | undefined
  readonly tags: readonly string[]
  readonly systemTags: readonly string[]
}

/** Finds workers, in the order of their ids, each with the task that it reported. */
export async function findWorkers(reader: Reader & Clock, filter: WorkerFilter) {
  return reader.db
    .selectFrom('worker as w')
    .leftJoin('task as t', 't.id', 'w.task')
    .leftJoin('project as p', 'p.id', 't.project')
    .leftJoin('user as u', 'u.id', 'w.user')
    .selectAll('w')
    .select([
      't.name as task_name',
      't.type as task_type',
      't.started as task_started',
      't.last_iteration as task_iteration',
      'p.id as project_id',
      'p.name as project_name',
      'u.name as user_name',
    ])
    .select([isDrained('w').as('isDrained'), lightModeOf('w').as('light')])
    .where(await isListed(reader, filter))
    .orderBy('w.id')
    .execute()
}

/** Counts the workers that `findWorkers` finds. */
export async function countWorkers(reader: Reader & Clock, filter: WorkerFilter): Promise<number> {
  const { count } = await reader.db
    .selectFrom('worker as w')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where(await isListed(reader, filter))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** The condition that a worker has reported within the time for which it registered, and passes a filter. */
async function isListed(reader: Reader & Clock, { lastSeen, pattern, tags, systemTags }: WorkerFilter): Promise<RawBuilder<SqlBool>> {
  const now = reader.now()
  const conditions = [
    sql<SqlBool>`w.company = ${reader.company}`,
    sql<SqlBool>`w.last_activity + w.timeout * 1000 >= ${now}`,
    hasTags(reader, 'tags', tags),
    hasTags(reader, 'system_tags', systemTags),
  ]
  if (lastSeen > 0) conditions.push(sql<SqlBool>`w.last_activity >= ${now - lastSeen * 1000}`)
  if (pattern !== undefined && pattern !== '')
    conditions.push(sql<SqlBool>`w.id in (${sql.join(['', ...(await idsThatMatch(reader, pattern))])})`)
  return sql<SqlBool>`(${sql.join(conditions, sql` and `)})`
}

/** The queues that each worker serves, in the worker's order. */
export async function servedQueues({ db, company }: Reader) {
  return db
    .selectFrom('worker_queue as s')
    .innerJoin('queue as q', 'q.id', 's.queue')
    .select(['s.worker', 's.user', 'q.id', 'q.name', 'q.display_name'])
    .where('s.company', '=', company)
    .orderBy('s.position')
    .execute()
}

/** The running tasks, each with its worker, in the order of their start. */
export async function runningTasks({ db, company }: Reader) {
  return db
    .selectFrom('attempt as a')
    .innerJoin('task as t', 't.id', 'a.task')
    .select(['a.worker', 't.id', 't.name', 't.type', 't.started', 't.last_iteration'])
    .where('a.company', '=', company)
    .where('a.state', '=', 'running')
    .orderBy('a.started')
    .orderBy('a.id')
    .execute()
}

/** The workers of each queue that were seen after a time. */
export async function workersOfQueues({ db, company }: Reader, seenAfter: number) {
  return db
    .selectFrom('worker_queue as s')
    .innerJoin('worker as w', (join) =>
      join.onRef('w.id', '=', 's.worker').onRef('w.user', '=', 's.user').onRef('w.company', '=', 's.company'),
    )
    .leftJoin('task as t', 't.id', 'w.task')
    .select(['s.queue', 'w.company', 'w.user', 'w.id', 'w.task', 't.name as taskName', 'w.lane', 'w.ip', 'w.agent'])
    .where('s.company', '=', company)
    .where('w.seen', '>', seenAfter)
    .execute()
}

/** The ids that match a pattern. All ids are read, because they are few and short. */
async function idsThatMatch({ db, company }: Reader, pattern: string): Promise<string[]> {
  const matches = textMatcher(readPattern(pattern, { ignoreCase: false, path: 'worker_pattern' }))
  const workers = await db.selectFrom('worker').select('id').where('company', '=', company).execute()
  return workers.map(({ id }) => id).filter(matches)
}

/** The condition that a worker has one of the tags, and none of those with `-` before them. Source: ClearML server 2.3.0. */
function hasTags(reader: Reader, column: 'tags' | 'system_tags', tags: readonly string[]): RawBuilder<SqlBool> {
  const [unwanted, wanted] = [tags.filter((tag) => tag.startsWith('-')), tags.filter((tag) => !tag.startsWith('-'))]
  const conditions = unwanted.map((tag) => sql<SqlBool>`not ${hasTag(reader, column, tag.slice(1))}`)
  if (wanted.length > 0)
    conditions.push(
      sql<SqlBool>`(${sql.join(
        wanted.map((tag) => hasTag(reader, column, tag)),
        sql` or `,
      )})`,
    )
  return conditions.length === 0 ? sql<SqlBool>`1 = 1` : sql<SqlBool>`${sql.join(conditions, sql` and `)}`
}

function hasTag({ db }: Reader, column: 'tags' | 'system_tags', wanted: string): RawBuilder<SqlBool> {
  const tags = readableColumn(sql.ref(`w.${column}`), 'list', dialectOf(db))
  return isPostgres(db)
    ? sql<SqlBool>`jsonb_exists(${tags}, ${wanted})`
    : sql<SqlBool>`exists (select 1 from json_each(${tags}) where value = ${wanted})`
}
