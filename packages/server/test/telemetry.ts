import { draftRow } from '../db/tables/draft.ts'
import { join } from 'node:path'
import type { DatabaseKind } from '@clearway/testkit'
import type { Kysely } from 'kysely'
import type { Scope } from '../scope.ts'
import { migrate } from '../db/connection/migrate.ts'
import { migrations } from '../db/migrations/index.ts'
import { openPostgres } from '../db/connection/postgres.ts'
import type { Database } from '../db/schema.ts'
import { openSqlite } from '../db/connection/sqlite.ts'
import { openTelemetry } from './thread/open-telemetry.ts'
import type { ThreadSettings } from './thread/requests.ts'
import type { Telemetry } from './telemetry.ts'

/** Telemetry over databases of its own, with a control database for tasks. */
export interface World extends AsyncDisposable {
  readonly settings: ThreadSettings
  readonly control: Kysely<Database>
  readonly telemetry: Telemetry
  readonly deaths: readonly Error[]
  readonly scope: Scope
}

export async function openWorld({ migrated }: DatabaseKind): Promise<World> {
  const database = await migrated()
  const { url, folder } = database
  const controlDatabase = url || join(folder, 'clearway.db')
  const control = url ? openPostgres<Database>(url, { connections: 2 }) : openSqlite<Database>(controlDatabase, { synchronous: 'normal' })
  await migrate(control, migrations)
  const settings: ThreadSettings = { store: url ? { postgres: url } : { data: folder }, controlDatabase }
  const deaths: Error[] = []
  const telemetry = await openTelemetry({ ...settings, onDeath: (error) => deaths.push(error) })
  let ids = 0
  return {
    settings,
    control,
    telemetry,
    deaths,
    scope: { db: control, company: 'acme', now: () => 5000, tick: () => 5000, newId: () => `id${ids++}`, notify: () => {} },
    async [Symbol.asyncDispose]() {
      await telemetry[Symbol.asyncDispose]()
      await control.destroy()
      await database[Symbol.asyncDispose]()
    },
  }
}

/** Adds a minimal task; `with` holds the columns that matter to the test. */
export async function addTask(
  control: Kysely<Database>,
  id: string,
  { status = 'in_progress', company = 'acme' }: { status?: 'in_progress' | 'published' | 'publishing'; company?: string } = {},
): Promise<void> {
  const documents = { script: '{}', execution: '{}', output: '{}', container: '{}', runtime: '{}', models: '{}', resources: '{}' }
  const parts = { name: id, type: 'training' as const, project: null, parent: null, comment: '', status }
  const row = draftRow({ id, company, user: 'someone', maker: null, at: 0 }, { ...documents, ...parts })
  await control.insertInto('task').values(row).execute()
}

export async function addModel(control: Kysely<Database>, id: string, ready: 0 | 1): Promise<void> {
  const none = '{}'
  await control
    .insertInto('model')
    .values({
      id,
      company: 'acme',
      user: 'someone',
      project: null,
      task: null,
      parent: null,
      name: id,
      comment: '',
      uri: '',
      framework: '',
      ready,
      created: 0,
      last_update: 0,
      last_change: 0,
      last_iteration: 0,
      rev: 0,
      design: none,
      labels: none,
      metadata: none,
    })
    .execute()
}

export async function addAttempt(control: Kysely<Database>, task: string, number: number): Promise<void> {
  await control
    .insertInto('attempt')
    .values({
      id: `${task}-${number}`,
      company: 'acme',
      task,
      number,
      worker: 'agent:0',
      agent: 'agent',
      boot: null,
      kind: 'own',
      lane: 'step',
      slot: 0,
      state: 'ended',
      queue: 'q',
      claimed: 0,
      started: 0,
      ended: 0,
      confirm_by: null,
      lease_until: null,
      session: null,
      ended_as: 'lost',
      exit_code: null,
      begin_iteration: 0,
      reason: '',
    })
    .execute()
}
