import { database } from '@clearway/testkit'
import { pino } from 'pino'
import { test as base } from 'vitest'
import { transact } from '../src/db/connection/transaction.ts'
import { createSchedule, type NewSchedule } from '../src/schedules/create.ts'
import { fireDue, type FireDeps } from '../src/schedules/fire-due.ts'
import { createTrigger, type NewTrigger } from '../src/triggers/create.ts'
import { openTestDatabase, type TestDatabase } from './database.ts'
import { addQueue, addTask, addUser } from './rows.ts'

const tables = [
  'schedule',
  'schedule_fire',
  'trigger',
  'trigger_watch',
  'trigger_fire',
  'queue_entry',
  'task_param',
  'task',
  'model',
  'project',
  'queue',
  'user',
] as const

export const begin = Date.UTC(2027, 0, 1, 12)

/**
 * A test with a database at the time `begin`, with the user `u1`, the queue `q1` and the tasks `base` and `base2`, which schedules and triggers may
 * start. The tests of a file share the database, and each begins with these rows alone.
 */
export const test = base
  .extend('startTime', { scope: 'file' }, begin)
  .extend('opened', { scope: 'file' }, async ({ startTime }, { onCleanup }): Promise<TestDatabase> => {
    const opened = await openTestDatabase(database, { time: startTime })
    onCleanup(() => opened[Symbol.asyncDispose]())
    return opened
  })
  .extend('target', async ({ opened, startTime }): Promise<TestDatabase> => {
    opened.setTime(startTime)
    for (const table of tables) await opened.db.deleteFrom(table).execute()
    await addStartable(opened)
    return opened
  })

async function addStartable(target: TestDatabase): Promise<void> {
  await addUser(target, { id: 'u1', name: 'Ada' })
  await addQueue(target, { id: 'q1', name: 'default' })
  for (const id of ['base', 'base2']) await addTask(target, { id, name: `task ${id}`, script: '{"entry_point":"a.py"}' })
}

/** What the jobs of schedules and triggers take. No files are touched. */
export function fireDeps({ scope }: Pick<TestDatabase, 'scope'>): FireDeps {
  return { ...scope, files: undefined as never, settings: undefined as never, log: pino({ enabled: false }) }
}

export async function addSchedule(
  target: Pick<TestDatabase, 'scope'>,
  request: Omit<NewSchedule, 'start'> & Partial<NewSchedule>,
): Promise<string> {
  const start = { task: 'base', queue: 'q1' }
  return transact({ ...target.scope, user: { id: 'u1' } }, async (tx) => (await createSchedule(tx, { start, ...request })).id)
}

export async function addTrigger(target: Pick<TestDatabase, 'scope'>, request: NewTrigger): Promise<string> {
  return transact({ ...target.scope, user: { id: 'u1' } }, (tx) => createTrigger(tx, request))
}

export function runDue(target: Pick<TestDatabase, 'scope'>): Promise<number | undefined> {
  return fireDue(fireDeps(target))
}

/** What became of the due times, in their order. */
export async function fires({ db }: Pick<TestDatabase, 'db'>) {
  return db.selectFrom('schedule_fire').select(['due', 'outcome', 'passed_over', 'task', 'reason']).orderBy('due').execute()
}
