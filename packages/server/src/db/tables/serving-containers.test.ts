import { database } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { openTestDatabase } from '../../../test/database.ts'
import { grantGrace } from '../../dispatch/grace.ts'
import type { Settings } from '../../settings.ts'
import { transact } from '../connection/transaction.ts'
import { deleteGoneContainers, listContainers, reportContainer } from './serving-containers.ts'

const settings = { confirmSeconds: 15, leaseSeconds: 90, stockLeaseSeconds: 300 } as Settings

test('a container is gone after its own silence alone: not by a jump of the wall clock, nor by an absence of the server', async () => {
  await using world = await openTestDatabase(database, { time: Date.UTC(2027, 0, 1) })
  const scope = { ...world.scope, user: { id: 'u1' } }
  const later = { ...scope, now: () => scope.now() + 3_600_000 }
  const ids = async (of: typeof scope) => (await listContainers(of)).map(({ id }) => id)
  await transact(scope, (tx) => reportContainer(tx, { id: 'c', url: null, description: {}, timeout: 60 }))
  await transact(later, deleteGoneContainers)
  expect(await ids(later)).toEqual(['c'])

  world.advance(61_000)
  expect(await ids(scope)).toEqual([])
  await transact(scope, (tx) => grantGrace(tx, settings))
  expect(await ids(scope)).toEqual(['c'])

  world.advance(61_000)
  await transact(scope, deleteGoneContainers)
  await transact(scope, (tx) => grantGrace(tx, settings))
  expect(await ids(scope)).toEqual([])
})
