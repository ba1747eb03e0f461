import { database } from '@clearway/testkit'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { migrate } from '../connection/migrate.ts'
import { connectTo } from '../../../test/database.ts'
import { migrations } from './index.ts'

test('the idempotency records of an older version are found under their keys', async () => {
  await using fresh = await database.fresh()
  const db = connectTo(fresh)
  try {
    await migrate(db, Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0012')))
    const record = { company: 'c', action: 'tasks.create', reply: '{"id":"a"}', created: 1 }
    for (const key of ['first', 'second'])
      await sql`insert into receipt (key, company, action, reply, created)
        values (${key}, ${record.company}, ${record.action}, ${record.reply}, ${record.created})`.execute(db)
    await migrate(db, migrations)
    const rows = await db.selectFrom('idempotency_record').selectAll().orderBy('key').execute()
    expect(rows.map(({ reply, ...row }) => ({ ...row, reply: JSON.parse(reply) }))).toEqual(
      ['first', 'second'].map((key) => ({ ...record, key, reply: { id: 'a' }, server: '' })),
    )
  } finally {
    await db.destroy()
  }
})
