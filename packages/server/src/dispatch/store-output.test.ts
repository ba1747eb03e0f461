import { setTimeout as pause } from 'node:timers/promises'
import { database } from '@clearway/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addAttempt, addTask } from '../../test/rows.ts'
import { openTestTelemetry, type TestTelemetry } from '../../test/telemetry.ts'
import type { Context } from '../context.ts'
import { transact } from '../db/connection/transaction.ts'
import { applyEffect } from '../db/tables/metrics.ts'
import { editTask, findOwnTask, moveTask } from '../db/tables/tasks.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import { withOutput } from './store-output.ts'

let world: TestTelemetry
beforeEach(async () => {
  world = await openTestTelemetry(database)
  await addTask(world, { id: 'task', status: 'in_progress' })
  await addAttempt(world, { task: 'task', number: 1, state: 'running' })
})
afterEach(() => world[Symbol.asyncDispose]())

const request = { attempt: 'task-1', worker: 'agent', output: [{ timestamp: 1, msg: 'the last line', output_end: 14 }] }

/** Ends an attempt, with a comment for its end; answers how often the transaction ran. */
async function endWith(telemetry: Telemetry): Promise<number> {
  const ctx = { ...world.scope, telemetry, user: { id: 'u1' } } as unknown as Context
  let runs = 0
  await withOutput(ctx, request, (recordOutput) =>
    transact(ctx, async (tx) => {
      runs += 1
      await editTask(tx, { id: 'task' }, { comment: 'ended' })
      await recordOutput(tx)
    }),
  )
  return runs
}

async function isEnded(): Promise<boolean> {
  const { comment } = await world.db.selectFrom('task').select('comment').where('id', '=', 'task').executeTakeFirstOrThrow()
  return comment === 'ended'
}

async function logged(): Promise<readonly unknown[]> {
  const { events } = await world.telemetry.taskLog(world.scope, { task: 'task', order: 'asc', navigateEarlier: false, batchSize: 10 })
  return events.map(({ msg }) => msg)
}

test('the end of an attempt is not seen before its last lines, and others can write while these take long', async () => {
  const open = Promise.withResolvers<void>()
  const slow: Telemetry = { ...world.telemetry, addBatch: (...given) => open.promise.then(() => world.telemetry.addBatch(...given)) }
  const ending = endWith(slow)
  await pause(50)
  await transact({ ...world.scope, user: { id: 'u1' } }, (tx) => editTask(tx, { id: 'task' }, { active_duration: 7 }))
  expect([await isEnded(), await logged()]).toEqual([false, []])
  open.resolve()
  expect(await ending).toBe(2)
  expect([await isEnded(), await logged()]).toEqual([true, ['the last line']])
})

test('while the events’ thread does other work, the transaction of an end begins after the lines are stored', async () => {
  let stored = false
  const busy: Telemetry = {
    ...world.telemetry,
    isIdle: () => false,
    addBatch: async (...given) => {
      const added = await world.telemetry.addBatch(...given)
      await pause(20)
      stored = true
      return added
    },
  }
  expect(await endWith(busy)).toBe(1)
  expect([stored, await isEnded(), await logged()]).toEqual([true, true, ['the last line']])
})

test('the end of a task writes its row once, whatever it has printed, and counts what else its events change', async () => {
  const ctx = { ...world.scope, telemetry: world.telemetry, user: { id: 'u1' } } as unknown as Context
  const row = () =>
    world.db.selectFrom('task').select(['rev', 'last_iteration', 'status']).where('id', '=', 'task').executeTakeFirstOrThrow()
  const before = await row()
  await withOutput(ctx, request, (recordOutput) =>
    transact(ctx, async (tx) => {
      await moveTask(tx, await findOwnTask(tx, 'task'), 'completed')
      await recordOutput(tx)
      await applyEffect(tx, { task: 'task', kind: 'task', lastIteration: 7, metrics: [], stats: [], logged: false }, { isUpdated: true })
    }),
  )
  expect(await row()).toEqual({ rev: before.rev + 2, last_iteration: 7, status: 'completed' })
})

test('an attempt whose last lines cannot be stored does not end', async () => {
  const broken: Telemetry = { ...world.telemetry, addBatch: () => Promise.reject(new Error('the disk is full')) }
  await expect(endWith(broken)).rejects.toThrow('the disk is full')
  expect(await isEnded()).toBe(false)
})
