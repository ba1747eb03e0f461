import { database } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { readStepAttempts } from './step-attempts.ts'

const second = 1000

/** An attempt that has ended, in a slot. Times in seconds. */
async function addAttempt({ db }: TestDatabase, task: string, times: { queued: number; claimed: number; ended: number; slot?: string }) {
  const { queued, claimed, ended, slot = 'vm:0' } = times
  await db
    .insertInto('attempt')
    .values({
      id: `${task} ${claimed}`,
      company: 'acme',
      task,
      number: claimed,
      worker: slot,
      agent: 'vm',
      boot: 'b',
      home: null,
      kind: 'own',
      lane: 'step',
      slot: 0,
      state: 'ended',
      queue: 'q',
      queued: queued * second,
      claimed: claimed * second,
      started: claimed * second,
      ended: ended * second,
      confirm_by: null,
      lease_until: null,
      session: null,
      begin_iteration: 0,
      exit_code: null,
      ended_as: 'completed',
      reason: '',
    })
    .execute()
}

test('a step that waited for a slot has the attempt that held it until then', async () => {
  await using opened = await openTestDatabase(database)
  await addAttempt(opened, 'early', { queued: 0, claimed: 0, ended: 10 })
  await addAttempt(opened, 'before', { queued: 0, claimed: 10, ended: 50 })
  await addAttempt(opened, 'elsewhere', { queued: 0, claimed: 20, ended: 50, slot: 'vm:1' })
  await addAttempt(opened, 'waited', { queued: 15, claimed: 50, ended: 60 })
  await addAttempt(opened, 'at once', { queued: 60, claimed: 60, ended: 70 })
  await addAttempt(opened, 'later', { queued: 65, claimed: 100, ended: 110 })
  const tasks = ['waited', 'at once', 'later']
  const holders = (await readStepAttempts(opened.scope, tasks)).map(({ task, holder }) => [task, holder])
  expect(Object.fromEntries(holders)).toEqual({
    waited: 'before 10',
    'at once': null,
    // The slot was free for half a minute before, so something else held it up.
    later: null,
  })
})
