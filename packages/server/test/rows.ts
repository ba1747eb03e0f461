import { join } from 'node:path'
import type { DatabaseKind } from '@clearway/testkit'
import type { Insertable, Kysely } from 'kysely'
import { systemClock } from '../clock.ts'
import { type Dialect, dialectOf } from '../db/connection/dialect.ts'
import { migrate } from '../db/connection/migrate.ts'
import { migrations } from '../db/migrations/index.ts'
import { openPostgres } from '../db/connection/postgres.ts'
import { re2 } from '../db/connection/re2.ts'
import type { Database, ModelTable, ProjectTable, QueueTable } from '../db/schema.ts'
import type { TaskTable } from '../db/task-columns.ts'
import { openSqlite } from '../db/connection/sqlite.ts'
import { draftRow } from '../db/tables/draft.ts'
import { replaceTags } from '../db/tables/tags.ts'
import { transact } from '../db/connection/transaction.ts'
import type { ListScope } from './list-ids.ts'

export interface TestWorld extends AsyncDisposable {
  readonly db: Kysely<Database>
  readonly dialect: Dialect
  readonly scope: ListScope
  /** Sets the scope's clock. */
  readonly setTime: (millis: number) => void
  /** Deletes all rows and resets the clock. */
  readonly empty: () => Promise<void>
}

const startTime = 1_800_000_000_000
const emptied = [
  'user',
  'task',
  'task_tag',
  'task_param',
  'task_metric',
  'task_artifact',
  'task_alias',
  'project',
  'project_tag',
  'model',
  'model_tag',
  'queue',
  'queue_tag',
  'queue_entry',
  'scroll',
] as const

/** Opens a migrated database with the company `acme`. */
export async function openWorld(kind: DatabaseKind): Promise<TestWorld> {
  const database = await kind.migrated()
  const db =
    database.url === ''
      ? openSqlite<Database>(join(database.folder, 'clearway.db'))
      : openPostgres<Database>(database.url, { connections: 3 })
  await migrate(db, migrations)
  let time = startTime
  const scope: ListScope = {
    db,
    reader: db,
    matchTexts: (regex, texts) => Promise.resolve(texts.map((text) => re2(regex).test(text))),
    company: 'acme',
    newId: systemClock().newId,
    now: () => time,
    tick: () => time,
    notify: () => {},
  }
  return {
    db,
    dialect: dialectOf(db),
    scope,
    setTime: (millis) => void (time = millis),
    empty: async () => {
      for (const table of emptied) await db.deleteFrom(table).execute()
      time = startTime
    },
    [Symbol.asyncDispose]: async () => {
      await db.destroy()
      await database[Symbol.asyncDispose]()
    },
  }
}

type Tagged<T> = Partial<Insertable<T>> & {
  readonly id: string
  readonly tags?: readonly string[]
  readonly system_tags?: readonly string[]
}

const emptyTask = { script: '{}', execution: '{}', output: '{}', container: '{}', runtime: '{}', models: '{}', resources: '{}' }

export async function addTask({ db, scope }: TestWorld, { tags, system_tags, ...task }: Tagged<TaskTable>): Promise<void> {
  await db
    .insertInto('task')
    .values({
      ...draftRow(
        { id: task.id, company: 'acme', user: 'u1', maker: null, at: 1 },
        { ...emptyTask, name: `task ${task.id}`, type: 'training', project: null, parent: null, comment: '' },
      ),
      ...task,
    })
    .execute()
  await transact({ ...scope, company: task.company ?? 'acme' }, (tx) => replaceTags(tx, 'task', task.id, { tags, system_tags }))
}

export async function addProject(
  { db, scope }: TestWorld,
  { tags, system_tags, ...project }: Tagged<ProjectTable> & { readonly name: string },
): Promise<void> {
  const basename = project.name.split('/').at(-1)!
  await db
    .insertInto('project')
    .values({
      company: 'acme',
      user: 'u1',
      basename,
      parent: null,
      description: '',
      default_output_destination: null,
      created: 1,
      last_update: 1,
      rev: 1,
      ...project,
    })
    .execute()
  await transact(scope, (tx) => replaceTags(tx, 'project', project.id, { tags, system_tags }))
}

export async function addUser({ db }: TestWorld, user: { readonly id: string; readonly name: string }): Promise<void> {
  await db
    .insertInto('user')
    .values({ company: 'acme', role: 'user', password: null, listed: 1, preferences: '{}', created: 1, ...user })
    .execute()
}

export async function addModel({ db, scope }: TestWorld, { tags, system_tags, ...model }: Tagged<ModelTable>): Promise<void> {
  await db
    .insertInto('model')
    .values({
      company: 'acme',
      user: 'u1',
      project: null,
      task: null,
      parent: null,
      name: `model ${model.id}`,
      comment: '',
      uri: '',
      framework: '',
      ready: 0,
      created: 1,
      last_update: 1,
      last_change: 1,
      last_iteration: 0,
      rev: 1,
      design: '{}',
      labels: '{}',
      metadata: '{}',
      ...model,
    })
    .execute()
  await transact(scope, (tx) => replaceTags(tx, 'model', model.id, { tags, system_tags }))
}

export async function addQueue(
  { db, scope }: TestWorld,
  { tags, system_tags, ...queue }: Tagged<QueueTable> & { readonly name: string },
): Promise<void> {
  await db
    .insertInto('queue')
    .values({ company: 'acme', user: 'u1', display_name: null, created: 1, last_update: 1, rev: 1, metadata: '{}', ...queue })
    .execute()
  await transact(scope, (tx) => replaceTags(tx, 'queue', queue.id, { tags, system_tags }))
}
