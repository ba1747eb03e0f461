import type { Scope } from '../scope.ts'
import { transact } from '../db/connection/transaction.ts'
import { addSamples, measureQueues } from '../db/tables/load-samples.ts'

/** Stores how long the tasks of each queue have waited, and how many they are. Nothing is stored of queues that stay empty. */
export async function recordQueues(scope: Scope): Promise<void> {
  const measured = await measureQueues(scope)
  if (measured.length === 0) return
  await transact(scope, (tx) =>
    addSamples(
      tx,
      measured.flatMap(({ company, queue: owner, length, waited }) => [
        { company, owner, kind: 'queue' as const, metric: 'length', variant: 'total', values: [length] },
        { company, owner, kind: 'queue' as const, metric: 'waited', variant: 'total', values: [waited] },
      ]),
    ),
  )
}
