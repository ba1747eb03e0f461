import type { ChangeEntity } from '@clearway/contract'
import type { Kysely, Transaction } from 'kysely'
import type { Database } from './db/schema.ts'

/** The source of time and ids: passed in, so that tests and other servers can set them. */
export interface Clock {
  /** Wall clock, for what people read. Milliseconds since the epoch. */
  readonly now: () => number
  /** Clock for deadlines, which does not jump when the wall clock is set. Milliseconds, comparable over all servers of one database. */
  readonly tick: () => number
  /** 32 hex digits, rising with time (UUIDv7). */
  readonly newId: () => string
}

/**
 * What can be waited for: work in a queue, a change of a run that the server drives, a change of a schedule, a task's status or a request to stop it, what
 * somebody asks of a run, a new line of a task's log, new metrics of a task, any change, a revoked credential.
 */
export type Topic =
  | 'work'
  | 'runs'
  | 'schedules'
  | 'changes'
  | 'revoked'
  | `task:${string}`
  | `run:${string}`
  | `log:${string}`
  | `metrics:${string}`

/** A change that the stream sends. */
export interface EntityChange {
  readonly entity: ChangeEntity
  readonly id: string
  readonly project?: string | null
  /** created, status, edited, deleted … */
  readonly kind: string
  readonly rev: number
}

/** A connection for reading: its type has no statement that writes. */
export type ReadConnection = Pick<Kysely<Database>, 'selectFrom' | 'with' | 'fn' | 'getExecutor' | 'isTransaction'>

/** What verbs that read take: the company whose rows they see, and the connection: the main one, one for long lists, or a transaction's. */
export interface Reader {
  readonly db: ReadConnection
  readonly company: string
}

/** What `transact` opens a transaction with: the main connection, and what a transaction needs besides. */
export interface Scope extends Reader, Clock {
  readonly db: ReadConnection & Pick<Kysely<Database>, 'transaction' | 'connection'>
  /** Notifies the calls that wait for a topic: in a transaction after its commit, else at once. */
  readonly notify: (topic: Topic) => void
  /** Called before each commit with the changes of the transaction: does what follows from them, such as the next steps of a run. */
  readonly follow?: ((tx: Tx, changes: readonly EntityChange[]) => Promise<void>) | undefined
  /** The action or job that is running, as `fault.ts` names it. */
  readonly doing?: string | undefined
}

declare const openTransaction: unique symbol

/** A transaction. Verbs that write take one, and only `transact` makes one, so that nothing is written outside a transaction. */
export interface Tx extends Scope {
  readonly [openTransaction]: true
  readonly db: Transaction<Database>
  /** Records a change for the stream, which sends it if and only if the transaction is committed. */
  readonly recordChange: (change: EntityChange) => void
}

/** A transaction in a user's or the server's name. What an attempt makes belongs to its task. */
export interface Actor extends Tx {
  readonly user: { readonly id: string }
  readonly attempt?: { readonly task: string }
}
