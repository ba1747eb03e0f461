import { database } from '@clearway/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../test/database.ts'
import { addTask } from '../../test/rows.ts'
import { endOldWaits, recordAwaited } from './record-waits.ts'

const now = 1_790_000_000_000
let opened: TestDatabase
beforeEach(async () => {
  opened = await openTestDatabase(database, { time: now })
  for (const id of ['controller', 'first', 'second']) await addTask(opened, { id, status: 'in_progress', rev: 7 })
})
afterEach(() => opened[Symbol.asyncDispose]())

const ask = (awaited: readonly string[], live = true): Promise<void> =>
  recordAwaited({ ...opened.scope, attempt: { task: 'controller', live } }, awaited)

/** The changes since the last call, as `id kind rev`. */
async function fresh(): Promise<readonly string[]> {
  const rows = await opened.db.selectFrom('change').select(['seq', 'id', 'kind', 'rev']).orderBy('seq').execute()
  const after = seen
  seen = rows.at(-1)?.seq ?? after
  return rows.filter(({ seq }) => seq > after).map(({ id, kind, rev }) => `${id} ${kind} ${rev}`)
}
let seen = 0
beforeEach(() => void (seen = 0))

test('the stream says once that a task begins to wait for another', async () => {
  await ask(['first'])
  expect(await fresh()).toEqual(['controller waits 7'])
  await ask(['first'])
  opened.advance(60_000)
  await ask(['first'])
  expect(await fresh()).toEqual([])
  await ask(['first', 'second'])
  expect(await fresh()).toEqual(['controller waits 7'])
  await ask(['controller'])
  await ask([])
  await ask(['second'], false)
  expect(await fresh()).toEqual([])
})

test('the stream says once that a task waits for no other any more', async () => {
  await ask(['first', 'second'])
  opened.advance(60_000)
  await ask(['second'])
  await fresh()
  await endOldWaits(opened.scope)
  expect(await fresh()).toEqual([])
  opened.advance(40_000)
  await endOldWaits(opened.scope)
  expect(await fresh()).toEqual([])
  opened.advance(60_000)
  await endOldWaits({ ...opened.scope, company: 'any' })
  expect(await fresh()).toEqual(['controller waits 7'])
  await endOldWaits(opened.scope)
  expect(await fresh()).toEqual([])
  await ask(['first'])
  expect(await fresh()).toEqual(['controller waits 7'])
})
