import { transact } from '../db/connection/transaction.ts'
import { database } from '@clearway/testkit'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { connectTo, openTestDatabase, type TestDatabase } from '../../test/database.ts'
import { IdempotencyRecords } from './idempotency-records.ts'

test('an equal call during the deletion of the earlier record is another request', async () => {
  await using opened = await openTestDatabase(database)
  await using other = database.name === 'postgres' ? blockerOf(opened) : undefined
  const records = new IdempotencyRecords({ deleteBatchRecords: async () => {} }, '')
  let written = 0
  const create = async (): Promise<object> => {
    const call = records.begin({ session: 'session', user: { id: 'user' } }, 'tasks.create', 'the same')
    const answer = await call.once(opened.scope as never, async () => ({ id: (written += 1) }))
    call.ended(true)
    return answer
  }
  expect(await create()).toEqual({ id: 1 })
  await other?.lockRecords()
  const swept = records.sweep(opened.scope)
  const second = create()
  await other?.waited()
  await other?.release()
  expect(await second).toEqual({ id: 2 })
  await swept
  await records.sweep(opened.scope)
  expect(await opened.db.selectFrom('idempotency_record').select('key').execute()).toEqual([])
})

test('after a failed deletion of its record, the next equal call is still another request', async () => {
  await using opened = await openTestDatabase(database)
  let failing = true
  const telemetry = { deleteBatchRecords: () => (failing ? Promise.reject(new Error('no telemetry')) : Promise.resolve()) }
  const records = new IdempotencyRecords(telemetry, '')
  let written = 0
  const add = async (): Promise<object> => {
    const call = records.begin({ session: 'session', user: { id: 'user' } }, 'events.add_batch', 'the same')
    const answer = await call.onceInTransactions(opened.scope as never, async ({ idempotency }) => {
      const reply = { added: (written += 1) }
      await transact(opened.scope, (tx) => idempotency!.store(tx, reply))
      return reply
    })
    call.ended(true)
    return answer
  }
  expect(await add()).toEqual({ added: 1 })
  await expect(records.sweep(opened.scope)).rejects.toThrow('no telemetry')
  expect(await add()).toEqual({ added: 2 })
  failing = false
  await records.sweep(opened.scope)
  expect(await opened.db.selectFrom('idempotency_record').select('key').execute()).toEqual([])
})

test('of several servers, another one tells a repeat from an equal call that comes after the answer', async () => {
  await using opened = await openTestDatabase(database)
  const [one, other] = ['one', 'other'].map((name) => new IdempotencyRecords({ deleteBatchRecords: async () => {} }, name))
  let written = 0
  const create = async (records: IdempotencyRecords, { delivered }: { readonly delivered: boolean }): Promise<object> => {
    const call = records.begin({ session: 'session', user: { id: 'user' } }, 'tasks.create', 'the same')
    const answer = await call.once(opened.scope as never, async () => ({ id: (written += 1) }))
    call.ended(delivered)
    return answer
  }
  expect(await create(one!, { delivered: true })).toEqual({ id: 1 })
  const second = create(other!, { delivered: false })
  await one!.sweep(opened.scope)
  expect(await second).toEqual({ id: 2 })
  expect(await create(one!, { delivered: true })).toEqual({ id: 2 })
  await other!.sweep(opened.scope)
  expect(await opened.db.selectFrom('idempotency_record').select('server').execute()).toEqual([{ server: 'one' }])
  await one!.sweep(opened.scope)
  expect(await opened.db.selectFrom('idempotency_record').select('key').execute()).toEqual([])
})

/** Another connection that keeps the deletion waiting. */
function blockerOf(opened: TestDatabase) {
  const db = connectTo(opened)
  const held = Promise.withResolvers<void>()
  let transaction: Promise<void> | undefined
  return {
    async lockRecords(): Promise<void> {
      const locked = Promise.withResolvers<void>()
      transaction = db.transaction().execute(async (tx) => {
        await tx.selectFrom('idempotency_record').select('key').forUpdate().execute()
        locked.resolve()
        await held.promise
      })
      await locked.promise
    },
    /** Answers once the deletion waits for the lock. */
    async waited(): Promise<void> {
      await expect
        .poll(async () => (await sql`select 1 from pg_locks where not granted`.execute(db)).rows.length, { timeout: 20_000 })
        .toBeGreaterThan(0)
    },
    async release(): Promise<void> {
      held.resolve()
      await transaction
    },
    async [Symbol.asyncDispose](): Promise<void> {
      held.resolve()
      await transaction
      await db.destroy()
    },
  }
}
