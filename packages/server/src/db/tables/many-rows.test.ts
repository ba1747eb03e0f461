import { database } from '@clearway/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { transact } from '../connection/transaction.ts'
import { rowBatches } from '../sql/row-batches.ts'
import { measureQueues } from './load-samples.ts'

const many = 10_000
const now = 1_790_000_000_000
let opened: TestDatabase
beforeEach(async () => void (opened = await openTestDatabase(database, { time: now })))
afterEach(() => opened[Symbol.asyncDispose]())

test('a transaction may change ten thousand tasks', async () => {
  await transact(opened.scope, async (tx) => {
    for (let n = 0; n < many; n += 1) tx.recordChange({ entity: 'task', id: `t${n}`, kind: 'status', rev: 1 })
  })
  const rows = await opened.db.selectFrom('change').select('id').orderBy('seq').execute()
  expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: many }, (_, n) => `t${n}`))
})

test('the waiting time of a queue is measured, however many tasks wait in it', async () => {
  const entry = {
    company: 'acme',
    queue: 'q',
    added: now - 7000,
    light: 0 as const,
    lane: 'any' as const,
    gpus: 0,
    gpu_memory: 0,
    cpus: 0,
    memory: 0,
  }
  const rows = Array.from({ length: many }, (_, n) => ({
    ...entry,
    task: `t${n}`,
    rank: n,
    labels: '[]',
    paused: 0 as const,
    moved: 0 as const,
  }))
  for (const batch of rowBatches(rows)) await opened.db.insertInto('queue_entry').values(batch).execute()
  expect(await measureQueues(opened.scope)).toEqual([{ company: 'acme', queue: 'q', length: many, waited: 7 }])
})
