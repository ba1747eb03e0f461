import { database } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { openTestDatabase } from '../../../test/database.ts'
import { grantGrace } from '../../dispatch/grace.ts'
import type { Settings } from '../../settings.ts'
import { transact } from '../connection/transaction.ts'
import { deleteGoneContainers, listContainers, reportContainer } from './serving-containers.ts'

const settings = { confirmSeconds: 15, leaseSeconds: 90, stockLeaseSeconds: 300 } as Settings

test('a container is as old as its registration, whatever it reports since', async () => {
  await using world = await openTestDatabase(database, { time: Date.UTC(2027, 0, 1) })
  const scope = { ...world.scope, user: { id: 'u1' } }
  const served = { uptime: 1, requests: 0, requests_min: 0, latency: 0 }
  const registered = async () => (await listContainers(scope)).map((container) => container.registered)
  const report = { id: 'c', url: null, description: {} }
  const first = scope.now()
  await transact(scope, (tx) => reportContainer(tx, { ...report, served }))
  const later = { ...scope, now: () => first + 5000 }
  await transact(later, (tx) => reportContainer(tx, { ...report, served }))
  expect(await registered()).toEqual([first])
  await transact(later, (tx) => reportContainer(tx, report))
  expect(await registered()).toEqual([first + 5000])
})

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
