import { database } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { openTestDatabase } from '../../../test/database.ts'
import { findScroll, storeScroll } from '../../queries/scroll.ts'
import { transact } from '../connection/transaction.ts'
import { deleteExpired } from './sessions.ts'

test('a scroll is deleted after its own time alone, wherever the wall clock is set', async () => {
  await using world = await openTestDatabase(database, { time: Date.UTC(2027, 0, 1) })
  const { scope } = world
  const scroll = { bound: 1, order: '[]', count: 0 }
  const id = await transact(scope, (tx) => storeScroll(tx, 'task', scroll))
  await transact({ ...scope, now: () => scope.now() + 3_600_000 }, deleteExpired)
  expect(await findScroll(scope, 'task', id)).toEqual(scroll)

  world.advance(601_000)
  await transact({ ...scope, now: () => scope.now() - 3_600_000 }, deleteExpired)
  expect(await world.db.selectFrom('scroll').select('id').execute()).toEqual([])
})
