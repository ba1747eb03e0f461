import { database } from '@clearway/testkit'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../test/database.ts'
import { addTask } from '../../test/rows.ts'
import { isDatabaseError } from '../db/connection/db-error.ts'
import { continueRuns, endOverdue, progressWriter } from './drive-runs.ts'
import { RunCache } from './run-cache.ts'

const now = Date.UTC(2027, 0, 1)

test('a run whose time limit was moved since the run was found has its new limit', async () => {
  await using target = await openTestDatabase(database, { time: now })
  const { db, scope } = target
  const run = { company: 'acme', seq: 1, engine_version: 2, updated: now, due: null, shown_seq: null }
  await db
    .insertInto('run')
    .values([
      { ...run, id: 'moved', deadline: now - 1 },
      { ...run, id: 'overdue', deadline: now - 2000 },
    ])
    .execute()
  let ticks = 0
  // The clock of the search is ahead, as if the limit had been moved after it.
  const tick = (): number => ((ticks += 1) === 1 ? now : now - 1000)
  await endOverdue({ ...scope, tick, cache: new RunCache(), log: pino({ level: 'silent' }) })
  expect(await db.selectFrom('run').select(['id', 'deadline']).orderBy('id').execute()).toEqual([
    { id: 'moved', deadline: now - 1 },
    { id: 'overdue', deadline: null },
  ])
})

test('a database that refuses a statement is asked for no further run', async () => {
  await using target = await openTestDatabase(database, { time: now })
  const { db, scope } = target
  for (const id of ['a', 'b', 'c']) {
    await addTask(target, { id, type: 'controller', status: 'in_progress', driver: 'server' })
    await db
      .insertInto('run')
      .values({ id, company: 'acme', seq: 1, engine_version: 1, updated: now, due: 1, shown_seq: null, deadline: null })
      .execute()
  }
  await db.schema.dropTable('run_event').execute()
  const error: unknown = await continueRuns(
    { ...scope, files: undefined as never, cache: new RunCache(), log: pino({ level: 'silent' }) },
    AbortSignal.timeout(60_000),
  ).catch((reason: unknown) => reason)
  expect(isDatabaseError(error), String(error)).toBe(true)
})

/** Adds live runs with one event, which are to be shown. */
async function addLiveRuns(target: TestDatabase, ids: readonly string[]): Promise<void> {
  const definition = { name: 'p', version: '1', parameters: {}, steps: {} }
  for (const id of ids) {
    await addTask(target, { id, type: 'controller', status: 'in_progress', driver: 'server' })
    const event = JSON.stringify({ type: 'run_started', run: id, definition, at: now, by: 'x' })
    await target.db
      .insertInto('run')
      .values({ id, company: 'acme', seq: 1, engine_version: 1, updated: now, due: null, shown_seq: null, deadline: null })
      .execute()
    await target.db.insertInto('run_event').values({ run: id, company: 'acme', seq: 1, event, created: now }).execute()
  }
}

test('more than a hundred live runs are all shown', async () => {
  await using target = await openTestDatabase(database, { time: now })
  const { db, scope } = target
  await addLiveRuns(
    target,
    Array.from({ length: 130 }, (_, n) => `run ${n}`),
  )
  await progressWriter({ ...scope, cache: new RunCache(), log: pino({ level: 'silent' }) })(AbortSignal.timeout(60_000))
  expect(await db.selectFrom('run').select('id').where('shown_seq', 'is', null).execute()).toEqual([])
})

test('a run that cannot be read keeps no other from being shown', async () => {
  await using target = await openTestDatabase(database, { time: now })
  const { db, scope } = target
  await addLiveRuns(target, ['a', 'unreadable', 'z'])
  await db.updateTable('run_event').set({ event: '{' }).where('run', '=', 'unreadable').execute()
  const show = progressWriter({ ...scope, cache: new RunCache(), log: pino({ level: 'silent' }) })
  await expect(show(AbortSignal.timeout(60_000))).rejects.toThrow('JSON')
  const shown = await db.selectFrom('run').select(['id', 'shown_seq']).orderBy('id').execute()
  expect(shown.map(({ id, shown_seq }) => [id, shown_seq])).toEqual([
    ['a', 1],
    ['unreadable', null],
    ['z', 1],
  ])
})
