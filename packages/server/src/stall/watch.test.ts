import { database } from '@clearway/testkit'
import type { KyselyPlugin } from 'kysely'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../test/database.ts'
import { addAttempt, addQueue, addTask } from '../../test/rows.ts'
import { transact } from '../db/connection/transaction.ts'
import { writeTaskWaits } from '../db/tables/task-waits.ts'
import { reportWorkers } from '../db/tables/workers.ts'
import type { Settings } from '../settings.ts'
import { DueCures, stallMilliseconds } from './due-cures.ts'
import { stallWatch } from './watch.ts'

const settings = { workerSeconds: 60, confirmSeconds: 15, leaseSeconds: 90, stockLeaseSeconds: 300 } as Settings

/** A stall in a company: its only slot is held by a controller that waits for a step in the same queue. */
async function addStall(target: TestDatabase, company: string): Promise<void> {
  const { db, scope } = target
  const [controller, step, queue, worker] = [`${company} controller`, `${company} step`, `${company} queue`, `${company}:0`]
  await addQueue(target, { id: queue, name: queue, company })
  await addTask(target, { id: controller, type: 'controller', status: 'in_progress', company })
  await addTask(target, { id: step, parent: controller, status: 'queued', company })
  const actor = { ...scope, company, settings, user: { id: 'u1' } }
  const report = { id: worker, agent: company, boot: 'b', kind: 'own', lane: 'step', slot: 0, ip: '', queues: [queue] } as const
  await transact(actor, (tx) => reportWorkers(tx, [report]))
  await addAttempt(target, {
    task: controller,
    number: 1,
    company,
    worker,
    agent: company,
    state: 'running',
    ended: null,
    ended_as: null,
    queue,
  })
  const needs = { rank: 1, added: 1, not_before: null, attempt: null, lost: null, gpus: 0, gpu_memory: 0, cpus: 0, memory: 0, labels: '[]' }
  await db
    .insertInto('queue_entry')
    .values({ task: step, company, queue, light: 0, lane: 'any', ...needs })
    .execute()
  await transact(actor, (tx) => writeTaskWaits(tx, controller, [step]))
}

/** Makes each statement fail that is about a company. */
const failingOf = (company: string): KyselyPlugin => ({
  transformQuery: ({ node }) => {
    if (JSON.stringify(node).includes(`"${company}"`)) throw new Error(`a fault in ${company}`)
    return node
  },
  transformResult: ({ result }) => Promise.resolve(result),
})

test('a company whose search for stalls fails keeps no other from its own: each stall is logged once and its cure comes due', async () => {
  await using target = await openTestDatabase(database, { time: Date.UTC(2027, 0, 1) })
  for (const company of ['before', 'faulty', 'last']) await addStall(target, company)
  const [warnings, dueCures]: [string[], DueCures] = [[], new DueCures(target.scope)]
  const log = pino({}, { write: (entry) => void warnings.push((JSON.parse(entry) as { readonly company: string }).company) })
  const reader = target.db.withPlugin(failingOf('faulty'))
  const { check } = stallWatch({ ...target.scope, reader, settings, log, dueCures })
  for (let searches = 0; searches < 2; searches++) {
    await expect(check()).rejects.toThrow('a fault in faulty')
    target.advance(1000)
  }
  expect(warnings.toSorted()).toEqual(['before', 'last'])
  for (const company of ['before', 'last']) expect(dueCures.secondsTo(`${company} controller-1`)).toBe((stallMilliseconds - 2000) / 1000)
})
