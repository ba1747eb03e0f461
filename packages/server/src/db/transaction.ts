import { type EntityChange, writeChanges } from '../changes/outbox.ts'
import type { Topic } from '../changes/signals.ts'
import type { Scope } from '../context.ts'
import { faultPoint } from '../fault.ts'
import { isSerializationFailure } from './db-error.ts'
import { isPostgres } from './dialect.ts'

/** Runs `work` in one transaction, or in the one that is already open. It must await nothing but its own SQL. */
export async function transact<S extends Scope, T>(scope: S, work: (scope: S) => Promise<T>): Promise<T> {
  if (scope.db.isTransaction) return work(scope)
  for (let tries = 1; ; tries += 1) {
    const topics = new Set<Topic>()
    const changes: EntityChange[] = []
    try {
      const result = await scope.db.transaction().execute(async (db) => {
        const inside = { ...scope, db, notify: (topic: Topic) => void topics.add(topic) }
        const done = await work({ ...inside, keepChange: (change) => void changes.push(change) })
        await writeChanges(inside, changes)
        faultPoint('before', scope.doing)
        return done
      })
      faultPoint('after', scope.doing)
      for (const topic of topics) scope.notify(topic)
      return result
    } catch (error) {
      if (tries === 5 || !isPostgres(scope.db) || !isSerializationFailure(error)) throw error
    }
  }
}
