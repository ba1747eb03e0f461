import { database } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { openTestDatabase } from '../../../test/database.ts'
import { transact } from '../connection/transaction.ts'
import { pruneChanges, writeChanges } from './changes.ts'

test('old changes are deleted in several transactions, and the last change stays', async () => {
  await using world = await openTestDatabase(database, { time: Date.UTC(2027, 0, 1) })
  const { scope, db } = world
  const change = { entity: 'task', id: 't', kind: 'edited', rev: 1 } as const
  await transact(scope, (tx) =>
    writeChanges(
      tx,
      Array.from({ length: 12_000 }, () => change),
    ),
  )
  world.setTime(Date.UTC(2027, 0, 3))
  const answers: boolean[] = []
  for (let isMore = true; isMore;) {
    isMore = await transact(scope, (tx) => pruneChanges(tx, 3_600_000))
    answers.push(isMore)
  }
  expect(answers).toEqual([true, true, false])
  expect(await db.selectFrom('change').select('seq').execute()).toEqual([{ seq: 12_000 }])
})
