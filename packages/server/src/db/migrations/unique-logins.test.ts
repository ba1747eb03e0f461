import { database } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { migrate } from '../connection/migrate.ts'
import { connectTo } from '../../../test/database.ts'
import { migrations } from './index.ts'

test('of several users of a company with the same name, the first one keeps its password, and no further one can be added', async () => {
  await using fresh = await database.fresh()
  const db = connectTo(fresh)
  const user = { company: 'c', name: 'Ada', role: 'user', password: 'hash', listed: 1, preferences: '{}', created: 2 } as const
  try {
    await migrate(db, Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0008')))
    await db
      .insertInto('user')
      .values([
        { ...user, id: 'b' },
        { ...user, id: 'a' },
        { ...user, id: 'last', created: 3 },
        { ...user, id: 'first', created: 1, password: null },
        { ...user, id: 'elsewhere', company: 'd', created: 9 },
        { ...user, id: 'other', name: 'Bea' },
      ])
      .execute()
    await migrate(db, migrations)
    const rows = await db.selectFrom('user').select(['id', 'password']).orderBy('id').execute()
    expect(rows.filter(({ password }) => password !== null).map(({ id }) => id)).toEqual(['a', 'elsewhere', 'other'])
    await expect(
      db
        .insertInto('user')
        .values({ ...user, id: 'new' })
        .execute(),
    ).rejects.toThrow(/unique/i)
  } finally {
    await db.destroy()
  }
})
