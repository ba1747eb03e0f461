import { leaseTerms } from '@clearway/contract'
import { database } from '@clearway/testkit'
import { expect, test as base } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../test/database.ts'
import { addQueue, addTask } from '../../test/rows.ts'
import { transact } from '../db/connection/transaction.ts'
import { addAttempt } from '../db/tables/attempts.ts'
import { Presence } from '../presence.ts'
import type { Settings } from '../settings.ts'
import { leaseWatch } from './lease-watch.ts'

const begin = Date.UTC(2027, 0, 1)
const leaseSeconds = 90
const settings = { leaseSeconds, confirmSeconds: 30, stockLeaseSeconds: 300, maxLost: 3 } as Settings

const test = base.extend('startTime', begin).extend('target', async ({ startTime }, { onCleanup }): Promise<TestDatabase> => {
  const opened = await openTestDatabase(database, { time: startTime })
  onCleanup(() => opened[Symbol.asyncDispose]())
  await addQueue(opened, { id: 'q1', name: 'default' })
  await addTask(opened, { id: 't1', status: 'in_progress' })
  await transact(opened.scope, async (tx) => {
    const place = { queue: 'q1', queued: begin, worker: 'w', agent: 'w', boot: 'b', home: null, session: null }
    await addAttempt(tx, { task: 't1', ...place, kind: 'own', lane: 'step', slot: 0, confirmBy: begin })
  })
  await opened.db
    .updateTable('attempt')
    .set({ state: 'running', confirm_by: null, lease_until: begin + leaseSeconds * 1000 })
    .execute()
  return opened
})

/** The watch of a server. Calls `onTick` each time the server reads the clock for deadlines, before the answer. */
function watchOf({ scope }: TestDatabase, onTick: () => void = () => {}) {
  const tick = (): number => {
    onTick()
    return scope.tick()
  }
  const presence = new Presence(scope, leaseTerms(leaseSeconds))
  return leaseWatch({ ...scope, tick, settings, presence, storage: { fault: () => Promise.resolve(undefined) } })
}

const stateOf = async ({ db }: TestDatabase) => (await db.selectFrom('attempt').select('state').executeTakeFirst())?.state

test('a lease that runs out while the server checks leases is lost', async ({ target }) => {
  const watch = watchOf(target)
  for (let second = 0; second < leaseSeconds; second += 1) {
    expect(await stateOf(target)).toBe('running')
    target.advance(1000)
    await watch.check()
  }
  expect(await stateOf(target)).toBe('lost')
})

test('a server that is frozen at any moment of a check grants every lease its full time again', async ({ target }) => {
  for (const frozenAt of [0, 1, 2, 3, 4]) {
    let ticks = 0
    const watch = watchOf(target, () => {
      if (ticks === frozenAt) target.advance(leaseSeconds * 2000)
      ticks += 1
    })
    for (let checks = 0; checks < 5; checks += 1) await watch.check()
    expect([frozenAt, await stateOf(target)]).toEqual([frozenAt, 'running'])
  }
})

test('an attempt that cannot be ended keeps no other from its end', async ({ target }) => {
  const { db } = target
  const { id, ...row } = await db.selectFrom('attempt').selectAll().executeTakeFirstOrThrow()
  // Its task is gone, which no call leaves behind.
  await db
    .insertInto('attempt')
    .values({ ...row, id: `0${id}`, task: 'gone' })
    .execute()
  target.advance(leaseSeconds * 1000 + 1)
  await expect(watchOf(target).check()).rejects.toMatchObject({ code: 'task_not_found' })
  expect(await db.selectFrom('attempt').select('state').where('id', '=', id).executeTakeFirst()).toEqual({ state: 'lost' })
})
