import { setTimeout as pause } from 'node:timers/promises'
import { type EntityChange, writeChanges } from '../changes/outbox.ts'
import type { Topic } from '../changes/signals.ts'
import type { Scope } from '../context.ts'
import { faultPoint } from '../fault.ts'
import { isSerializationFailure, isUniqueViolation } from './db-error.ts'
import { isPostgres } from './dialect.ts'

/** How long a transaction that met others is tried again. */
const patienceMilliseconds = 10_000
/** How often one is that was refused over a row which another may have added at the same time. */
const mostAdditions = 3

/** Runs `work` in one transaction, or in the one that is already open. It must await nothing but its own SQL, since it may be run more than once. */
export async function transact<S extends Scope, T>(scope: S, work: (scope: S) => Promise<T>): Promise<T> {
  if (scope.db.isTransaction) return work(scope)
  const deadline = performance.now() + patienceMilliseconds
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt(scope, work)
    } catch (error) {
      if (!isPostgres(scope.db) || performance.now() > deadline || !mayGoWell(error, tries)) throw error
      await pause(Math.random() * Math.min(200, 2 ** tries))
    }
  }
}

/** Whether the same transaction may end otherwise: PostgreSQL broke it off, or what it looked for and then added has been added meanwhile. */
function mayGoWell(error: unknown, tries: number): boolean {
  if (isSerializationFailure(error)) return true
  const refused = error instanceof Error && error.cause !== undefined ? error.cause : error
  return tries < mostAdditions && isUniqueViolation(refused)
}

async function attempt<S extends Scope, T>(scope: S, work: (scope: S) => Promise<T>): Promise<T> {
  const topics = new Set<Topic>()
  const changes: EntityChange[] = []
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
}
