import { database } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { openTestDatabase } from '../../../test/database.ts'
import { transact } from '../connection/transaction.ts'
import { addTicket, takeTicket } from './login-tickets.ts'

test('a ticket that is too old logs nobody in, and is gone', async () => {
  await using opened = await openTestDatabase(database, { time: 1_000 })
  const { scope, db } = opened
  await db
    .insertInto('user')
    .values({ id: 'ana', company: scope.company, name: 'Ana', role: 'user', password: null, listed: 1, preferences: '{}', created: 0 })
    .execute()
  const add = (hash: string) => transact(scope, (tx) => addTicket(tx, { hash, user: 'ana', maker: 'ana', accessKey: null, expires: 2_000 }))
  const take = (hash: string) => transact(scope, (tx) => takeTicket(tx, hash))
  await add('first')
  await add('second')
  opened.setTime(2_000)
  expect((await take('first'))?.user).toMatchObject({ id: 'ana', role: 'user' })
  opened.setTime(2_001)
  expect(await take('second')).toBeUndefined()
  expect(await db.selectFrom('login_ticket').selectAll().execute()).toEqual([])
})
