import { execFile } from 'node:child_process'
import { database } from '@clearway/testkit'
import type { Kysely } from 'kysely'
import { expect, test } from 'vitest'
import { migrate } from '../connection/migrate.ts'
import { connectTo } from '../../../test/database.ts'
import { migrations } from './index.ts'

const program = new URL('../../../test/interrupted-migration.ts', import.meta.url)
const rowsOfTable = 3

type Rows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>

test('a migration of filled tables that was killed in the middle starts again, and keeps all rows', { timeout: 60_000 }, async () => {
  await using fresh = await database.fresh()
  const db = connectTo(fresh) as unknown as Kysely<Record<string, Record<string, unknown>>>
  try {
    await migrate(db, Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0013')))
    for (const { name: table, columns } of await db.introspection.getTables()) {
      const given = columns.filter(({ hasDefaultValue, isAutoIncrementing }) => !hasDefaultValue && !isAutoIncrementing)
      for (let n = 1; n <= rowsOfTable; n += 1)
        await db
          .insertInto(table)
          .values(Object.fromEntries(given.map(({ name, dataType }) => [name, valueOf(dataType, columnOf(table, name), n)])))
          .execute()
    }
    const before = await rowsOf(db)
    expect(Object.keys(before).length).toBeGreaterThan(30)
    expect(await killed([fresh.url, fresh.folder, '0018-imported-rows'])).toBe('SIGKILL')
    expect(await rowsOf(db)).toEqual(before)
    await migrate(db, migrations)
    const after = await rowsOf(db)
    for (const [table, rows] of Object.entries(before))
      for (const [index, row] of rows.entries()) {
        const stored = after[table]?.[index] ?? {}
        const kept = Object.keys(row).filter((column) => column in stored)
        expect({ table, row: pick(stored, kept) }).toEqual({ table, row: pick(row, kept) })
      }
  } finally {
    await db.destroy()
  }
})

/** The column whose values a column has: attempts are those of tasks that are there. */
const columnOf = (table: string, name: string) => (table === 'attempt' && name === 'task' ? 'task id' : `${table} ${name}`)

/** Texts are JSON, because SQLite has no type of its own for it. */
function valueOf(type: string, of: string, n: number): unknown {
  if (/int/i.test(type)) return n
  return /float|real/i.test(type) ? n + 0.5 : JSON.stringify({ of, n })
}

async function rowsOf(db: Kysely<Record<string, Record<string, unknown>>>): Promise<Rows> {
  const rows: Record<string, readonly Record<string, unknown>[]> = {}
  for (const { name: table, columns } of await db.introspection.getTables()) {
    const found = await db.selectFrom(table).selectAll().execute()
    const key = (row: Readonly<Record<string, unknown>>) => JSON.stringify(columns.map(({ name }) => row[name]))
    rows[table] = found.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
  }
  return rows
}

const pick = (row: Readonly<Record<string, unknown>>, columns: readonly string[]) =>
  Object.fromEntries(columns.map((column) => [column, row[column]]))

function killed(words: readonly string[]): Promise<NodeJS.Signals | null | undefined> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program.pathname, ...words], (error) => resolve(error?.signal))
  })
}
