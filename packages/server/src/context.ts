import type { Action, RequestOf, ResponseOf } from '@clearway/contract'
import type { Logger } from 'pino'
import type { AuthDeps } from './auth/auth-deps.ts'
import type { Caller, CallingAttempt } from './caller.ts'
import type { MatchTexts } from './db/connection/readers.ts'
import type { FileStore } from './files/file-store.ts'
import type { ReadConnection, Scope, Tx } from './scope.ts'
import type { Signals } from './signals/signals.ts'
import type { DueCures } from './stall/due-cures.ts'
import type { Settings } from './settings.ts'
import type { BatchKey, Telemetry } from './telemetry/telemetry.ts'

/** The reason of a call's aborted signal if its caller has closed the connection before the answer. */
export const callerLeft = new Error('The caller has left.')

/** What one call runs with. */
export interface Context extends Scope, Caller {
  /** Connections for long lists, which only read, so that lists do not block writes; cancelled with the call. */
  readonly reader: ReadConnection
  /** Matches many texts with a regular expression, which takes long, in a thread of its own. */
  readonly matchTexts: MatchTexts
  readonly telemetry: Telemetry
  readonly files: FileStore
  readonly signals: Signals
  readonly dueCures: DueCures
  readonly auth: AuthDeps
  readonly settings: Settings
  readonly log: Logger
  /** Aborted when the caller has left, or the server is stopping. */
  readonly signal: AbortSignal
  /** The caller's IP address. */
  readonly remoteAddress: string
  /** The name that the caller's machine gives itself: default `worker` of its events. */
  readonly machine: string
  /** The call's record, for a repeatable action of several transactions. */
  readonly idempotency?: OpenIdempotencyRecord
}

/** The context as a reader of long lists, by the connections that are there for these. */
export function readerOf<S extends Pick<Context, 'reader'>>(scope: S): Omit<S, 'db'> & { readonly db: ReadConnection } {
  return { ...scope, db: scope.reader }
}

/** A transaction of a call. */
export type CallTx = Context & Tx

/**
 * What operations take: a transaction in a user's or the server's name, with the stores and settings that operations need. Calls and jobs make one.
 */
export type OperationTx = Tx &
  Pick<Context, 'files' | 'settings' | 'log'> & {
    readonly user: Pick<Caller['user'], 'id' | 'name'>
    readonly attempt?: CallingAttempt
    /** The session of the call, if a call made the transaction. */
    readonly session?: string
  }

/** The record of a repeatable call of several transactions: its key identifies the call when it is repeated. */
export interface OpenIdempotencyRecord extends BatchKey {
  /** Stores the reply, in the transaction that completes the call. Answers false if an equal call has completed meanwhile. */
  readonly store: (tx: Tx, reply: object) => Promise<boolean>
}

export type Handler<A extends Action> = (input: RequestOf<A>, ctx: Context) => Promise<ResponseOf<A>>
