import { setTimeout as pause } from 'node:timers/promises'
import { faultPoint } from '../../fault.ts'
import { CompiledQuery, type Transaction } from 'kysely'
import type { EntityChange, Scope, Topic, Tx } from '../../scope.ts'
import type { Database } from '../schema.ts'
import { writeChanges } from '../tables/changes.ts'
import { isSerializationFailure, isUniqueViolation } from './db-error.ts'
import { isPostgres } from './dialect.ts'
import { isConnectionLost, UnknownCommit } from './postgres-away.ts'

/** How long a transaction is repeated that conflicts with others. */
const retryMilliseconds = 10_000
/** How often a transaction is tried that failed on a row which another transaction may have inserted at the same time. */
const mostAdditions = 3

/** Runs `work` in one transaction, or in the one that is already open. It must await nothing but its own SQL, since it may be run more than once. */
export async function transact<S extends Scope, T>(scope: S, work: (tx: S & Tx) => Promise<T>): Promise<T> {
  if (isOpen(scope)) return work(scope)
  const deadline = performance.now() + retryMilliseconds
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt(scope, work)
    } catch (error) {
      if (!isPostgres(scope.db) || performance.now() > deadline || !isWorthRetrying(error, tries)) throw error
      await pause(Math.random() * Math.min(200, 2 ** tries))
    }
  }
}

function isOpen<S extends Scope>(scope: S): scope is S & Tx {
  return scope.db.isTransaction
}

/** Whether a repetition may succeed: PostgreSQL aborted the transaction, or another transaction has inserted the row that this one missed. */
function isWorthRetrying(error: unknown, tries: number): boolean {
  if (isSerializationFailure(error)) return true
  const refused = error instanceof Error && error.cause !== undefined ? error.cause : error
  return tries < mostAdditions && isUniqueViolation(refused)
}

async function attempt<S extends Scope, T>(scope: S, work: (tx: S & Tx) => Promise<T>): Promise<T> {
  const topics = new Set<Topic>()
  const changes: EntityChange[] = []
  let isCommitting = false
  const run = scope.db.transaction().execute(async (db) => {
    // The only place that makes a `Tx`.
    const tx = {
      ...scope,
      db,
      notify: (topic: Topic) => void topics.add(topic),
      recordChange: (change: EntityChange) => void changes.push(change),
    } as unknown as S & Tx
    recordedIn.set(db, { changes, followed: 0, settled: new Set() })
    const done = await work(tx)
    await followChanges(tx)
    await writeChanges(tx, changes)
    faultPoint('before', scope.doing)
    isCommitting = true
    return done
  })
  const result = await run.catch((error: unknown) => {
    throw isCommitting && isConnectionLost(error) ? new UnknownCommit(error) : error
  })
  faultPoint('after', scope.doing)
  // After the answer of this call, which is written in this turn of the event loop: those who are woken have waited longer than one turn.
  if (topics.size > 0)
    setImmediate(() => {
      for (const topic of topics) scope.notify(topic)
    })
  return result
}

interface Recorded {
  readonly changes: EntityChange[]
  /** How many of them `follow` was called with. */
  followed: number
  readonly settled: Set<EntityChange>
}

/** The changes that an open transaction has recorded so far. */
const recordedIn = new WeakMap<Transaction<Database>, Recorded>()

/** Does what follows from the changes of a transaction so far, until nothing follows any more. It is done before the commit in any case. */
export async function followChanges(tx: Tx): Promise<void> {
  const recorded = recordedIn.get(tx.db)
  while (recorded !== undefined && recorded.followed < recorded.changes.length) {
    const fresh = recorded.changes.slice(recorded.followed).filter((change) => !recorded.settled.has(change))
    recorded.followed = recorded.changes.length
    if (fresh.length > 0) await tx.follow?.(tx, fresh)
  }
}

/** Whether a transaction has moved a task to another status so far. */
export function hasMoved({ db }: Tx, task: string): boolean {
  return recordedIn.get(db)?.changes.some(({ id, kind }) => id === task && kind === 'status') ?? false
}

/** Keeps from `followChanges` what the transaction has recorded of a row and not followed yet, because all that follows from it is done. */
export function settleChanges({ db }: Tx, id: string): void {
  const { changes, followed, settled } = recordedIn.get(db) ?? { changes: [], followed: 0, settled: new Set() }
  for (const change of changes.slice(followed)) if (change.id === id) settled.add(change)
}

/** Runs a part of a transaction. If the part fails, it leaves nothing, and the transaction can go on. */
export async function inSavepoint<T>({ db }: Tx, part: () => Promise<T>): Promise<T> {
  const { changes } = recordedIn.get(db) ?? { changes: [] }
  const before = changes.length
  await db.executeQuery(savepoint)
  try {
    const done = await part()
    await db.executeQuery(release)
    return done
  } catch (error) {
    // PostgreSQL wants the whole transaction repeated.
    if (isSerializationFailure(error)) throw error
    changes.length = before
    await db.executeQuery(rollback)
    await db.executeQuery(release)
    throw error
  }
}

const savepoint = CompiledQuery.raw('savepoint part')
const release = CompiledQuery.raw('release savepoint part')
const rollback = CompiledQuery.raw('rollback to savepoint part')
