import { database } from '@clearway/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { scheduleEventRemoval, deleteEventRemovals } from '../tables/event-removals.ts'
import { transact } from './transaction.ts'

/** More than either database allows as parameters of one statement: PostgreSQL 65,535. */
const most = 70_000
/** Five columns each. */
const rows = most / 5
const ids = Array.from({ length: most }, (_, index) => `task-${index}`)
let world: TestDatabase

beforeAll(async () => {
  world = await openTestDatabase(database)
})
afterAll(() => world[Symbol.asyncDispose]())

const count = async (): Promise<number> => (await world.db.selectFrom('event_removal').select('id').execute()).length

test('lists of any length are inserted, found, excluded and deleted', async () => {
  let made = 0
  const scope = { ...world.scope, newId: () => String((made += 1)) }
  await transact(scope, (tx) => scheduleEventRemoval(tx, ids.slice(0, rows)))
  expect(await count()).toBe(rows)

  const found = await world.db.selectFrom('event_removal').select('owner').where('owner', 'in', ids.slice(1)).execute()
  expect(found).toHaveLength(rows - 1)
  const others = await world.db.selectFrom('event_removal').select('owner').where('owner', 'not in', ids.slice(1)).execute()
  expect(others).toEqual([{ owner: 'task-0' }])
  const numbers = Array.from({ length: most }, (_, index) => index)
  expect(await world.db.selectFrom('event_removal').select('owner').where('created', 'in', numbers).execute()).toEqual([])

  await transact(scope, (tx) => deleteEventRemovals(tx, numbers.map(String)))
  expect(await count()).toBe(0)
})
