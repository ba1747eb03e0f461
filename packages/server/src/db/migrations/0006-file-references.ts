import { filePathOf } from '@clearway/contract/file-address'
import { type Kysely, sql } from 'kysely'
import { columnTypes, isPostgres } from '../connection/dialect.ts'

interface Tables {
  readonly task_artifact: {
    readonly task: string
    readonly key: string
    readonly mode: string
    readonly uri: string
    readonly file: string | null
  }
  readonly model: { readonly id: string; readonly uri: string; readonly file: string | null }
}

const rowsAtOnce = 500

/**
 * Adds the path of the stored file to which an artifact or a model refers, since a file is deleted with the last of these; and the table of released
 * files.
 */
export async function up(db: Kysely<Tables>): Promise<void> {
  const { text, int } = columnTypes(db)
  for (const table of ['task_artifact', 'model'] as const) {
    await db.schema.alterTable(table).addColumn('file', text).execute()
    // A path may be longer than PostgreSQL allows for the key of a B-tree.
    const method = isPostgres(db) ? sql`using hash (file)` : sql`(file)`
    await sql`create index ${sql.ref(`${table}_by_file`)} on ${sql.table(table)} ${method} where file is not null`.execute(db)
  }
  await fillArtifacts(db)
  await fillModels(db)
  await db.schema
    .createTable('file_release')
    .addColumn('company', text, (column) => column.notNull())
    .addColumn('path', text, (column) => column.notNull())
    .addColumn('expires', int, (column) => column.notNull())
    .addPrimaryKeyConstraint('file_release_pk', ['company', 'path'])
    .execute()
}

async function fillArtifacts(db: Kysely<Tables>): Promise<void> {
  let after = { task: '', key: '', mode: '' }
  for (;;) {
    const rows = await db
      .selectFrom('task_artifact')
      .select(['task', 'key', 'mode', 'uri'])
      .where(sql<boolean>`(task, key, mode) > (${after.task}, ${after.key}, ${after.mode})`)
      .orderBy('task')
      .orderBy('key')
      .orderBy('mode')
      .limit(rowsAtOnce)
      .execute()
    for (const { task, key, mode, uri } of rows) {
      const file = filePathOf(uri)
      if (file !== undefined)
        await db
          .updateTable('task_artifact')
          .set({ file })
          .where('task', '=', task)
          .where('key', '=', key)
          .where('mode', '=', mode)
          .execute()
    }
    const last = rows.at(-1)
    if (last === undefined) return
    after = last
  }
}

async function fillModels(db: Kysely<Tables>): Promise<void> {
  let after = ''
  for (;;) {
    const rows = await db.selectFrom('model').select(['id', 'uri']).where('id', '>', after).orderBy('id').limit(rowsAtOnce).execute()
    for (const { id, uri } of rows) {
      const file = filePathOf(uri)
      if (file !== undefined) await db.updateTable('model').set({ file }).where('id', '=', id).execute()
    }
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.id
  }
}
