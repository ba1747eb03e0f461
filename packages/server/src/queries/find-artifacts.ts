import type { FoundArtifact } from '@clearway/contract'
import { type RawBuilder, sql } from 'kysely'
import { dialectOf } from '../db/connection/dialect.ts'
import { readNames } from '../db/documents/read-names.ts'
import { inList } from '../db/sql/in-list.ts'
import type { Reader } from '../scope.ts'
import { foldCase } from './fold-case.ts'
import { descendantsOf } from './project-tree.ts'

export interface ArtifactFilter {
  /** The hash, or its beginning. */
  readonly hash?: string | undefined
  /** What the name of the artifact or of its task contains. */
  readonly text?: string | undefined
  /** The id of a project, with those below it. */
  readonly project?: string | undefined
  readonly task?: string | undefined
  readonly type?: string | undefined
  readonly mode?: 'input' | 'output' | undefined
}
interface Found {
  readonly artifacts: FoundArtifact[]
  /** How many there are on all pages. */
  readonly total: number
}
interface ArtifactRow {
  readonly task: string
  readonly task_name: string
  readonly status: FoundArtifact['status']
  readonly project: string | null
  readonly run: string | null
  readonly run_name: string | null
  readonly step: string | null
  readonly key: string
  readonly mode: 'input' | 'output'
  readonly type: string
  readonly uri: string
  readonly content_size: number
  readonly hash: string
  readonly timestamp: number
}

/** A page of the artifacts of a company's tasks, the newest first. An index gives them in this order, or by their hash. */
export async function findArtifacts(
  reader: Reader,
  filter: ArtifactFilter,
  { page, size }: { readonly page: number; readonly size: number },
): Promise<Found> {
  const { db } = reader
  const where = await conditionsOf(reader, filter)
  const { rows: counted } = await sql<{ total: number }>`select count(*) as total from task_artifact as a where ${where}`.execute(db)
  const newest = sql`a.timestamp desc, a.task desc, a.key desc, a.mode desc`
  const { rows } = await sql<ArtifactRow>`
    select a.*, t.name as task_name, t.status, t.project, r.id as run, r.name as run_name,
      (select min(s.step) from step_launch as s where s.task = t.id) as step
    from (
      select a.task, a.key, a.mode, a.type, a.uri, a.content_size, a.hash, a.timestamp from task_artifact as a
      where ${where} order by ${newest} limit ${size} offset ${page * size}
    ) as a inner join task as t on t.id = a.task left join task as r on r.id = t.parent and r.type = 'controller'
    order by ${newest}`.execute(db)
  const projectOf = await readNames(
    reader,
    'project',
    rows.map(({ project }) => project),
  )
  const sharing = await tasksByHash(
    reader,
    rows.map(({ hash }) => hash),
  )
  return {
    total: Number(counted[0]?.total ?? 0),
    artifacts: rows.map(({ task, task_name, status, project, run, run_name, step, ...own }) => ({
      task: { id: task, name: task_name },
      status,
      ...(project === null ? {} : { project: projectOf(project) }),
      ...(run === null ? {} : { run: { id: run, name: run_name ?? '' } }),
      ...(step === null ? {} : { step }),
      ...own,
      content_size: Number(own.content_size),
      timestamp: Number(own.timestamp),
      same: Math.max(0, (sharing.get(own.hash) ?? 1) - 1),
    })),
  }
}

async function conditionsOf(reader: Reader, { hash, text, project, task, type, mode }: ArtifactFilter): Promise<RawBuilder<unknown>> {
  const { db, company } = reader
  const conditions = [sql`a.company = ${company}`]
  // A range, which the index on hashes serves: no hash has a character after `~`.
  if (hash !== undefined && hash !== '') conditions.push(sql`a.hash >= ${hash} and a.hash < ${`${hash}~`}`)
  if (task !== undefined) conditions.push(sql`a.task = ${task}`)
  if (type !== undefined) conditions.push(sql`a.type = ${type}`)
  if (mode !== undefined) conditions.push(sql`a.mode = ${mode}`)
  if (project !== undefined) {
    const below = await descendantsOf(reader, [project], { hidden: true })
    const projects = [project, ...below.map(({ id }) => id)]
    conditions.push(
      sql`a.task in (select id from task where company = ${company} and ${inList(sql.ref('project'), projects, dialectOf(db))})`,
    )
  }
  if (text !== undefined && text !== '') {
    const has = (name: string) =>
      dialectOf(db) === 'postgres'
        ? sql`strpos(lower(${sql.ref(name)}), ${foldCase(text)}) > 0`
        : sql`instr(lower(${sql.ref(name)}), ${foldCase(text)}) > 0`
    conditions.push(sql`(${has('a.key')} or a.task in (select id from task where company = ${company} and ${has('name')}))`)
  }
  return sql.join(conditions, sql` and `)
}

/** How many tasks have an artifact with each of these hashes. */
async function tasksByHash({ db, company }: Reader, hashes: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const wanted = [...new Set(hashes)].filter((hash) => hash !== '')
  if (wanted.length === 0) return new Map()
  const { rows } = await sql<{ hash: string; tasks: number }>`
    select hash, count(distinct task) as tasks from task_artifact
    where company = ${company} and ${inList(sql.ref('hash'), wanted, dialectOf(db))} group by hash`.execute(db)
  return new Map(rows.map(({ hash, tasks }) => [hash, Number(tasks)]))
}
