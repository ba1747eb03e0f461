import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { expect, test } from 'vitest'
import { type FreshDatabase, database } from './databases.ts'

test('every database is new, empty and deleted after its use', async () => {
  const folders: string[] = []
  for (let round = 0; round < 2; round += 1) {
    await using made = await database.fresh()
    folders.push(made.folder)
    // Fails in the second round if the first one's table were still there.
    expect(await ask(made, `create table x (y text); insert into x values ('ä'), ('a'), ('B'); select y from x order by y`)).toEqual([
      'B',
      'a',
      'ä',
    ])
  }
  expect(new Set(folders).size).toBe(2)
  expect(folders.filter((folder) => existsSync(folder))).toEqual([])
})

test('a database can be dropped while something is still connected to it', async () => {
  const made = await database.fresh()
  const held = database.name === 'postgres' ? new pg.Client({ connectionString: made.url }) : new DatabaseSync(join(made.folder, 'x.db'))
  if (held instanceof pg.Client) await held.on('error', () => {}).connect()
  await made[Symbol.asyncDispose]()
  expect(existsSync(made.folder)).toBe(false)
  if (held instanceof DatabaseSync) held.close()
})

/** Runs statements, the last of which is a query of one column, `y`. */
async function ask({ url, folder }: FreshDatabase, statements: string): Promise<unknown[]> {
  if (url === '') {
    using connection = new DatabaseSync(join(folder, 'x.db'))
    const [query, ...before] = statements.split('; ').toReversed()
    connection.exec(before.toReversed().join('; '))
    return connection
      .prepare(query!)
      .all()
      .map(({ y }) => y)
  }
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const results = (await client.query(statements)) as unknown as pg.QueryResult<{ y: string }>[]
    return results.at(-1)!.rows.map(({ y }) => y)
  } finally {
    await client.end()
  }
}
