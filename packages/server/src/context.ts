import type { Action, RequestOf, ResponseOf } from '@clearway/contract'
import type { Logger } from 'pino'
import type { AuthDeps } from './auth/auth-deps.ts'
import type { Caller, CallingAttempt } from './caller.ts'
import type { MatchTexts } from './db/connection/readers.ts'
import type { FileStore } from './files/file-store.ts'
import type { ReadConnection, Scope, Tx } from './scope.ts'
import type { Signals } from './signals/signals.ts'
import type { Settings } from './settings.ts'
import type { BatchKey, Telemetry } from './telemetry/telemetry.ts'

/** Why a call's signal is aborted where its caller has closed the connection before the answer. */
export const callerLeft = new Error('The caller has left.')

/** What one call runs with. */
export interface Context extends Scope, Caller {
  /** For long lists: connections of their own that only read, so that lists never hold up writes; cancelled with the call. */
  readonly reader: ReadConnection
  /** For regular expressions over many texts, which take long: in a thread of its own. */
  readonly matchTexts: MatchTexts
  readonly telemetry: Telemetry
  readonly files: FileStore
  readonly signals: Signals
  readonly auth: AuthDeps
  readonly settings: Settings
  readonly log: Logger
  /** Aborted when the caller has left, or the server is stopping. */
  readonly signal: AbortSignal
  /** How the caller reaches us, for addresses in answers. */
  readonly remoteAddress: string
  /** The name that the caller's machine gives itself: default `worker` of its events. */
  readonly machine: string
  /** Of a repeatable action that is more than one transaction. */
  readonly idempotency?: OpenIdempotencyRecord
}

/** A transaction of a call. */
export type CallTx = Context & Tx

/** What operations take: a transaction in somebody's name, with the stores and settings that operations need. A call has one, and a job makes one. */
export type OperationTx = Tx &
  Pick<Context, 'files' | 'settings' | 'log'> & {
    readonly user: Pick<Caller['user'], 'id' | 'name'>
    readonly attempt?: CallingAttempt
    /** Of a call. */
    readonly session?: string
  }

/** The key by which each part of a call is known when the call comes again. */
export interface OpenIdempotencyRecord extends BatchKey {
  /** Stores the reply, in the transaction that completes the call. Answers false if an equal call has completed it meanwhile. */
  readonly store: (tx: Tx, reply: object) => Promise<boolean>
}

export type Handler<A extends Action> = (input: RequestOf<A>, ctx: Context) => Promise<ResponseOf<A>>
