import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '@clearway/testkit'
import { type Kysely, sql } from 'kysely'
import { migrate } from '../packages/server/src/db/connection/migrate.ts'
import { migrations } from '../packages/server/src/db/migrations/index.ts'
import { openPostgres } from '../packages/server/src/db/connection/postgres.ts'
import { openSqlite } from '../packages/server/src/db/connection/sqlite.ts'

/** The schemas that the migrations make, so that a review shows what a migration changes: `npm run schema` writes both, a test compares them. */
export const schemaFiles = {
  sqlite: new URL('../packages/server/src/db/schema.sqlite.sql', import.meta.url),
  postgres: new URL('../packages/server/src/db/schema.postgres.sql', import.meta.url),
} as const

const own = /^kysely_/

export async function sqliteSchema(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'clearway-schema-'))
  const db = openSqlite<unknown>(join(folder, 'schema.db'))
  try {
    await migrate(db, migrations)
    const { rows } = await sql<{
      name: string
      sql: string
    }>`select name, sql from sqlite_schema where sql is not null and name not like 'sqlite_%' order by tbl_name, type = 'trigger', type desc, name`.execute(
      db,
    )
    return pageOf(rows.filter(({ name }) => !own.test(name)).map((row) => spread(row.sql)))
  } finally {
    await db.destroy()
    await rm(folder, { recursive: true })
  }
}

/** The schema of a PostgreSQL database that holds nothing else. */
export async function postgresSchema(url: string): Promise<string> {
  const db = openPostgres<unknown>(url, { connections: 1 })
  try {
    await migrate(db, migrations)
    const tables = (
      await sql<{
        name: string
      }>`select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname collate "C"`.execute(
        db,
      )
    ).rows
    const statements: string[] = []
    for (const { name } of tables)
      if (!own.test(name)) statements.push(await tableOf(db, name), ...(await indexesOf(db, name)), ...(await triggersOf(db, name)))
    return pageOf(statements)
  } finally {
    await db.destroy()
  }
}

async function tableOf(db: Kysely<unknown>, table: string): Promise<string> {
  const { rows: columns } = await sql<{ line: string }>`
    select quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
      || case when c.collname is null or c.collname = 'default' then '' else ' collate ' || quote_ident(c.collname) end
      || case a.attidentity when 'a' then ' generated always as identity' else '' end
      || case when d.adbin is null then '' when a.attgenerated = 's' then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored' else ' default ' || pg_get_expr(d.adbin, d.adrelid) end
      || case when a.attnotnull then ' not null' else '' end as line
    from pg_attribute a
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    left join pg_collation c on c.oid = a.attcollation
    where a.attrelid = ${`public.${table}`}::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`.execute(db)
  const { rows: constraints } = await sql<{ line: string }>`
    select 'constraint ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid) as line from pg_constraint
    where conrelid = ${`public.${table}`}::regclass and contype in ('p', 'u', 'c', 'f') order by conname collate "C"`.execute(db)
  return `create table "${table}" (\n${[...columns, ...constraints].map(({ line }) => `  ${line}`).join(',\n')}\n)`
}

async function indexesOf(db: Kysely<unknown>, table: string): Promise<string[]> {
  const { rows } = await sql<{ definition: string }>`
    select pg_get_indexdef(i.indexrelid) as definition from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid = ${`public.${table}`}::regclass and not i.indisprimary order by c.relname collate "C"`.execute(db)
  return rows.map(({ definition }) => definition)
}

/** The triggers, each with the function that it runs. */
async function triggersOf(db: Kysely<unknown>, table: string): Promise<string[]> {
  const { rows } = await sql<{ trigger: string; function: string }>`
    select pg_get_triggerdef(oid) as trigger, trim(trailing E' \n' from pg_get_functiondef(tgfoid)) as function from pg_trigger
    where tgrelid = ${`public.${table}`}::regclass and not tgisinternal order by tgname collate "C"`.execute(db)
  return rows.flatMap((row) => [row.function, row.trigger])
}

/** Puts each column on a line of its own, so that a diff shows it. */
function spread(statement: string): string {
  const open = statement.indexOf('(')
  const close = statement.lastIndexOf(')')
  if (!/^create table/i.test(statement)) return statement
  const lines: string[] = ['']
  let depth = 0
  for (const sign of statement.slice(open + 1, close)) {
    if (sign === '(') depth += 1
    if (sign === ')') depth -= 1
    if (sign === ',' && depth === 0) lines.push('')
    else lines[lines.length - 1] += sign
  }
  return `${statement.slice(0, open)}(\n${lines.map((line) => `  ${line.trim()}`).join(',\n')}\n)${statement.slice(close + 1)}`
}

function pageOf(statements: readonly string[]): string {
  return `-- Written by \`npm run schema\`. The migrations are the truth; this shows what they come to.\n\n${statements.map((statement) => `${statement};\n`).join('\n')}`
}

if (import.meta.main) {
  await writeFile(schemaFiles.sqlite, await sqliteSchema())
  await using server = await startPostgres()
  await writeFile(schemaFiles.postgres, await postgresSchema(server.url))
}
