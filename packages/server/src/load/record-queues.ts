import type { Scope } from '../scope.ts'
import { transact } from '../db/connection/transaction.ts'
import { addSamples, measureQueues } from '../db/tables/load-samples.ts'

/** Stores how long the tasks of each queue have waited, and how many they are, and announces it. Nothing is stored of queues that stay empty. */
export async function recordQueues(scope: Scope): Promise<void> {
  const measured = Map.groupBy(await measureQueues(scope), ({ company }) => company)
  for (const [company, queues] of measured)
    await transact({ ...scope, company }, async (tx) => {
      const fresh = await addSamples(
        tx,
        queues.flatMap(({ queue: owner, length, waited }) => [
          { company, owner, kind: 'queue' as const, metric: 'length', variant: 'total', values: [length] },
          { company, owner, kind: 'queue' as const, metric: 'waited', variant: 'total', values: [waited] },
        ]),
      )
      for (const id of fresh) tx.recordChange({ entity: 'queue', id, kind: 'load', rev: 0 })
    })
}
