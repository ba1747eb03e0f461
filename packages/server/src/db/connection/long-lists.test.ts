import { database } from '@clearway/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { scheduleEventRemoval, deleteEventRemovals } from '../tables/event-removals.ts'
import { transact } from './transaction.ts'

/** More than either database allows as parameters of one statement. */
const ids = Array.from({ length: 70_000 }, (_, index) => `task-${index}`)
let world: TestDatabase

beforeAll(async () => {
  world = await openTestDatabase(database)
})
afterAll(() => world[Symbol.asyncDispose]())

const count = async (): Promise<number> => (await world.db.selectFrom('event_removal').select('id').execute()).length

test('lists of any length are inserted, found, excluded and deleted', async () => {
  let made = 0
  const scope = { ...world.scope, newId: () => String((made += 1)) }
  await transact(scope, (tx) => scheduleEventRemoval(tx, ids))
  expect(await count()).toBe(70_000)

  const found = await world.db.selectFrom('event_removal').select('owner').where('owner', 'in', ids.slice(1)).execute()
  expect(found).toHaveLength(69_999)
  const others = await world.db.selectFrom('event_removal').select('owner').where('owner', 'not in', ids.slice(1)).execute()
  expect(others).toEqual([{ owner: 'task-0' }])
  const numbers = Array.from({ length: 70_000 }, (_, index) => index)
  expect(await world.db.selectFrom('event_removal').select('owner').where('created', 'in', numbers).execute()).toEqual([])

  await transact(scope, (tx) => deleteEventRemovals(tx, [...numbers.map(String), '70000']))
  expect(await count()).toBe(0)
})
