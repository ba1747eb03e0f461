import { expectTypeOf, test } from 'vitest'
import type { CallTx, Context } from './context.ts'
import { setSystemTag } from './db/tables/tags.ts'
import { findOwnTask, findTask, lockTask, requestStop } from './db/tables/tasks.ts'
import { recordPing } from './db/tables/task-signs-of-life.ts'
import { transact } from './db/connection/transaction.ts'
import type { ReadConnection, Reader, Scope, Tx } from './scope.ts'
import { readFleet } from './stall/fleet.ts'

/** Never called: the compiler checks that each `@ts-expect-error` stands above an error. */
export async function refusedByTheCompiler(ctx: Context, reader: Reader): Promise<void> {
  // @ts-expect-error A write takes a transaction, not a call's context.
  await recordPing(ctx, 'task')
  // @ts-expect-error A connection that statements read by has no statement that writes.
  await ctx.db.updateTable('task').set({ name: 'x' }).execute()
  // @ts-expect-error A reader opens no transaction.
  await transact(reader, (tx) => recordPing(tx, 'task'))
  // @ts-expect-error Neither does a call's context over the connection for long lists.
  await transact({ ...ctx, db: ctx.reader }, (tx) => recordPing(tx, 'task'))
  // @ts-expect-error A lock takes a transaction, with which it ends.
  await lockTask(ctx, 'task')
  // @ts-expect-error A read that locks its row takes a transaction.
  await findTask(ctx, 'task', 'change')
  // @ts-expect-error A read for a change locks its row.
  await findOwnTask(ctx, 'task')
  await transact(ctx, async (tx) => {
    // @ts-expect-error Inside a transaction the outer context writes as little as outside.
    await requestStop(ctx, 'task')
    // @ts-expect-error A transaction whose connection was exchanged is none.
    await setSystemTag({ ...tx, db: ctx.reader }, 'task', 'task', { tag: 'x', present: true })
    // @ts-expect-error Only `transact` makes a transaction.
    await recordPing({ ...ctx, recordChange: tx.recordChange, db: tx.db }, 'task')
    // Reading and writing in the transaction is allowed, in another company too.
    await findTask(tx, 'task')
    await transact({ ...tx, company: 'another' }, (same) => recordPing(same, 'task'))
  })
  await findTask(ctx, 'task')
  await findOwnTask(ctx, 'task', 'refer')
  await readFleet({ ...ctx, db: ctx.reader }, 'all')
}

test('a transaction is a type', () => {
  expectTypeOf<Context>().not.toExtend<Tx>()
  expectTypeOf<Reader>().not.toExtend<Scope>()
  expectTypeOf<ReadConnection>().not.toHaveProperty('insertInto')
  expectTypeOf<CallTx>().toExtend<Context & Tx>()
})
