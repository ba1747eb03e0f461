import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { DatabaseSync } from 'node:sqlite'
import { type Kysely, sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrate } from './migrate.ts'
import { openSqlite } from './sqlite.ts'

interface Tables {
  thing: { name: string; text: string }
}

let folder: string
let db: Kysely<Tables>
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clearway-driver-'))
  db = openSqlite<Tables>(join(folder, 'a.db'))
  await sql`create table thing (name text primary key, text text not null)`.execute(db)
})
afterEach(async () => {
  await db.destroy()
  rmSync(folder, { recursive: true, force: true })
})

test('other calls get their turn before and after a statement that writes or reads a long text', async () => {
  let turns = 0
  const turn = (): void => void setImmediate(() => ((turns += 1), turn()))
  const during = async (work: () => Promise<unknown>): Promise<number> => {
    const before = turns
    await work()
    return turns - before
  }
  turn()
  await pause(1)
  const long = 'x'.repeat(2 << 20)
  const write = (name: string, text: string) => db.transaction().execute((tx) => tx.insertInto('thing').values({ name, text }).execute())
  expect(await during(() => write('short', 'x'))).toBe(0)
  expect(await during(() => write('long', long))).toBeGreaterThanOrEqual(2)
  expect(await during(() => db.selectFrom('thing').selectAll().where('name', '=', 'long').execute())).toBeGreaterThanOrEqual(1)
})

test('reads are answered while writers wait for the lock of another process, and each write is done once the lock is free', async () => {
  const other = new DatabaseSync(join(folder, 'a.db'))
  other.exec('begin immediate')
  const read = () => db.selectFrom('thing').select('name').execute()
  const done: string[] = []
  const transaction = db
    .transaction()
    .execute((tx) => tx.insertInto('thing').values({ name: 'one', text: '' }).execute())
    .then(() => done.push('one'))
  const alone = db
    .insertInto('thing')
    .values({ name: 'two', text: '' })
    .execute()
    .then(() => done.push('two'))
  for (let tries = 0; tries < 5; tries += 1) {
    expect(await read()).toEqual([])
    await pause(10)
  }
  expect(done).toEqual([])
  other.exec('commit')
  other.close()
  await Promise.all([transaction, alone])
  expect((await read()).map(({ name }) => name).toSorted()).toEqual(['one', 'two'])
})

test('migrations that fail, or are cut off, leave the file as it was', async () => {
  const migrations = {
    '1': { up: (on: Kysely<unknown>) => sql`create table first (id text)`.execute(on).then(() => {}) },
    '2': {
      up: async (on: Kysely<unknown>) => {
        await sql`alter table thing add column more text`.execute(on)
        throw new Error('cut off')
      },
    },
  }
  const columns = async () => (await sql<{ name: string }>`select name from pragma_table_info('thing')`.execute(db)).rows.length
  await expect(migrate(db, migrations)).rejects.toThrow('could not be brought up to date (2): cut off')
  expect(await columns()).toBe(2)
  await migrate(db, { ...migrations, '2': { up: (on) => sql`alter table thing add column more text`.execute(on).then(() => {}) } })
  expect(await columns()).toBe(3)
})
