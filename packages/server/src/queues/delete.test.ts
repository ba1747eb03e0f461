import { database } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { openTestDatabase } from '../../test/database.ts'
import { addQueue, addTask } from '../../test/rows.ts'
import { rowBatches } from '../db/sql/row-batches.ts'
import { deleteWholeQueue } from './delete.ts'

const many = 1001

test('a long queue is deleted in several transactions, and its tasks are drafts again', { timeout: 60_000 }, async () => {
  await using target = await openTestDatabase(database)
  const { db, scope } = target
  await addQueue(target, { id: 'q', name: 'q' })
  const ids = Array.from({ length: many }, (_, index) => `t${index}`)
  for (const id of ids) await addTask(target, { id, status: 'queued', queue: 'q' })
  const needs = { attempt: null, lost: null, not_before: null, gpus: 0, gpu_memory: 0, cpus: 0, memory: 0, labels: '[]' }
  const entry = { company: 'acme', queue: 'q', added: 1, light: 0 as const, lane: 'any' as const, ...needs }
  for (const batch of rowBatches(ids.map((task, rank) => ({ ...entry, task, rank }))))
    await db.insertInto('queue_entry').values(batch).execute()
  const { promise: over, resolve } = Promise.withResolvers<void>()
  let commits = 0
  const notify = (topic: string): void => {
    if (topic !== 'changes') return
    commits += 1
    if (commits === 3) resolve()
  }
  const ctx = { ...scope, notify, user: { id: 'u1' }, signal: AbortSignal.timeout(60_000) }
  await expect(deleteWholeQueue(ctx, 'q', false)).rejects.toMatchObject({ code: 'queue_not_empty', details: { tasks: many } })
  await deleteWholeQueue(ctx, 'q', true)
  await over
  expect(await db.selectFrom('queue').select('id').execute()).toEqual([])
  expect(await db.selectFrom('queue_entry').select('task').execute()).toEqual([])
  const drafts = await db.selectFrom('task').select('id').where('status', '=', 'created').execute()
  expect(drafts).toHaveLength(many)
})
