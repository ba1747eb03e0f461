import type { Action, RequestOf, ResponseOf, Role } from '@clearway/contract'
import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import type { AuthParts } from './auth/parts.ts'
import type { MatchTexts } from './db/readers.ts'
import type { Database } from './db/schema.ts'
import type { EntityChange } from './changes/outbox.ts'
import type { Signals, Topic } from './changes/signals.ts'
import type { FileStore } from './files/file-store.ts'
import type { Settings } from './settings.ts'
import type { BatchKey, Telemetry } from './telemetry/telemetry.ts'

/** Time and ids are handed in, never taken, so that tests and other servers can set them. */
export interface Clock {
  /** Wall clock, for what people read. Milliseconds since the epoch. */
  readonly now: () => number
  /** For deadlines: never jumps when the wall clock is set. Milliseconds, comparable over all servers of one database. */
  readonly tick: () => number
  /** 32 hex digits, rising with time (UUIDv7). */
  readonly newId: () => string
}

/** Whose rows may be seen, and the connection to see them by. Every database verb takes one. */
export interface Scope extends Clock {
  readonly db: Kysely<Database>
  readonly company: string
  /** Wakes those who wait for a topic: inside a transaction after its commit, outside at once. */
  readonly notify: (topic: Topic) => void
  /** Inside a transaction: keeps a change for the stream until the end, when all are written at once. */
  readonly keepChange?: (change: EntityChange) => void
  /** What is being done, as `fault.ts` names it. */
  readonly doing?: string | undefined
}

export type Credential = 'user' | 'agent' | 'attempt'

/** Who calls. */
export interface Caller {
  readonly company: string
  readonly user: { readonly id: string; readonly name: string; readonly role: Role }
  readonly credential: Credential
  readonly session: string
  readonly accessKey?: string
  /** The attempt whose processes are calling. */
  readonly attempt?: CallingAttempt
}

export interface CallingAttempt {
  readonly id: string
  readonly number: number
  readonly task: string
  /** It still is the one that runs its task. */
  readonly live: boolean
  /** It has ended, its task is gone, or another attempt has followed: its credential is void. One that was lost and has no successor is neither live nor over. */
  readonly over: boolean
  /** It calls with a key pair of its own, or a token made by it: what it may change is bounded. Processes of the published agent call as their user. */
  readonly confined: boolean
  /** Of a published agent's attempt: when it is given up, on the deadline clock. */
  readonly stockLease?: number
}

/** Why a call's signal is aborted where its caller has closed the connection before the answer. */
export const callerLeft = new Error('The caller has left.')

/** What one call runs with. */
export interface Context extends Scope, Caller {
  /** For long lists: connections of their own that only read, so that they never hold up writes; called off with the call. */
  readonly reader: Kysely<Database>
  /** For regular expressions over many texts, which take long: in a thread of its own. */
  readonly matchTexts: MatchTexts
  readonly telemetry: Telemetry
  readonly files: FileStore
  readonly signals: Signals
  readonly auth: AuthParts
  readonly settings: Settings
  readonly log: Logger
  /** The call's own cancellation: its caller has left, or the server is stopping. */
  readonly signal: AbortSignal
  /** How the caller reaches us, for addresses in answers. */
  readonly remoteAddress: string
  /** The name that the caller's machine gives itself: default `worker` of its events. */
  readonly machine: string
  /** Of a repeatable action that is more than one transaction. */
  readonly receipt?: OpenReceipt
}

/** By what each part of a call is known when the call comes again. */
export interface OpenReceipt extends BatchKey {
  /** Keeps the reply, in the transaction that completes the call. Answers false if an equal call has completed it meanwhile. */
  readonly keep: (tx: Scope, reply: object) => Promise<boolean>
}

export type Handler<A extends Action> = (input: RequestOf<A>, ctx: Context) => Promise<ResponseOf<A>>
