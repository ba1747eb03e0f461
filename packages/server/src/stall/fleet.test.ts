import { database } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { openTestDatabase } from '../../test/database.ts'
import { transact } from '../db/connection/transaction.ts'
import { reportWorkers } from '../db/tables/workers.ts'
import { grantGrace } from '../dispatch/grace.ts'
import type { Settings } from '../settings.ts'
import { readFleet } from './fleet.ts'

const settings = { workerSeconds: 60, confirmSeconds: 15, leaseSeconds: 90, stockLeaseSeconds: 300 } as Settings
const lane = {
  id: 'a:light',
  agent: 'a',
  boot: 'b',
  kind: 'own',
  lane: 'light',
  slot: null,
  ip: '',
  lightMode: 'any',
  lightFree: true,
} as const

test('a light lane has room until it is silent, wherever the wall clock is set', async () => {
  await using world = await openTestDatabase(database, { time: Date.UTC(2027, 0, 1) })
  const scope = { ...world.scope, settings, user: { id: 'u1' } }
  const lanesAt = async (now: () => number) => (await readFleet({ ...scope, now }, 'all')).fleet.lanes.map(({ hasRoom }) => hasRoom)
  await transact(scope, (tx) => reportWorkers(tx, [lane]))
  expect(await lanesAt(scope.now)).toEqual([true])
  expect(await lanesAt(() => scope.now() + 3_600_000)).toEqual([true])

  world.advance(61_000)
  expect(await lanesAt(() => scope.now() - 3_600_000)).toEqual([])
  // After a start of the server the lane counts as alive again, and what it reported before is out of date.
  await transact(scope, (tx) => grantGrace(tx, settings))
  expect(await lanesAt(() => scope.now() - 3_600_000)).toEqual([false])
})
