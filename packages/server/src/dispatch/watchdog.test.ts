import { leaseTerms } from '@clearway/contract'
import { database } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { openTestDatabase } from '../../test/database.ts'
import { addTask } from '../../test/rows.ts'
import { recordPing } from '../db/tables/task-signs-of-life.ts'
import { Presence } from '../presence.ts'
import type { Settings } from '../settings.ts'
import { stopSilentTasks } from './watchdog.ts'

const begin = Date.UTC(2027, 0, 1)
const settings = { watchdogSeconds: 600 } as Settings

test('silent tasks are stopped, but for those that report, end or are deleted while others are stopped', async () => {
  await using target = await openTestDatabase(database, { time: begin })
  const { db, scope, setTime } = target
  const presence = new Presence(scope, leaseTerms(90))
  for (const id of ['t1', 't2', 't3', 't4', 't5']) await addTask(target, { id, status: 'in_progress', started: begin, last_update: begin })
  for (let second = 1; second <= 601; second += 1) {
    setTime(begin + second * 1000)
    presence.recordCheck(scope.tick())
  }
  let stopped = 0
  await stopSilentTasks({
    ...scope,
    settings,
    presence,
    follow: async (tx) => {
      stopped += 1
      if (stopped > 1) return
      const { id } = await tx.db.selectFrom('task').select('id').where('status', '=', 'stopped').executeTakeFirstOrThrow()
      const [reports, ends, deleted] = ['t1', 't2', 't3', 't4', 't5'].filter((other) => other !== id)
      await recordPing(tx, reports!)
      await tx.db.updateTable('task').set({ status: 'completed' }).where('id', '=', ends!).execute()
      await tx.db.deleteFrom('task').where('id', '=', deleted!).execute()
    },
  })
  const left = await db.selectFrom('task').select('status').execute()
  expect(left.map(({ status }) => status).toSorted()).toEqual(['completed', 'in_progress', 'stopped', 'stopped'])
})
