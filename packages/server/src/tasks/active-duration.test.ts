import { runningTime } from '@clearway/contract/running-time'
import { database } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { addAttempt, addTask } from '../../test/rows.ts'
import { openTestTelemetry } from '../../test/telemetry.ts'
import { transact } from '../db/connection/transaction.ts'
import { findOwnTask, moveTask } from '../db/tables/tasks.ts'

const minute = 60_000

test('how long a task was active is what lists show as how long it took, also of a run that was started again', async () => {
  await using world = await openTestTelemetry(database)
  const scope = { ...world.scope, user: { id: 'u1' } }
  const started = scope.now() - 2 * minute
  await addTask(world, { id: 'fit', status: 'in_progress', started })
  await addTask(world, { id: 'run', type: 'controller', status: 'in_progress', started })
  await addTask(world, { id: 'alone', status: 'in_progress' })
  await addAttempt(world, { task: 'run', number: 1, state: 'lost', ended_as: 'lost', started: started - 3 * minute })
  await addAttempt(world, { task: 'run', number: 2, state: 'running', started })
  for (const id of ['fit', 'run', 'alone'])
    await transact(scope, async (tx) => {
      const moved = await moveTask(tx, await findOwnTask(tx, id), 'failed')
      // A further end changes nothing.
      await moveTask(tx, moved, 'completed', { force: true })
    })
  const { db } = world
  const rows = await db.selectFrom('task').select(['id', 'started', 'completed', 'active_duration']).orderBy('active_duration').execute()
  const active = Object.fromEntries(rows.map(({ id, active_duration: seconds }) => [id, seconds]))
  expect(active).toEqual({ fit: 120, run: 300, alone: null })
  const iso = (at: number | null): string => new Date(Number(at)).toISOString()
  const fit = rows.find(({ id }) => id === 'fit')
  const shown = runningTime({ status: 'completed', started: iso(fit?.started ?? null), completed: iso(fit?.completed ?? null) })
  expect(Math.floor(((shown?.to ?? 0) - (shown?.from ?? 0)) / 1000)).toBe(120)
})
