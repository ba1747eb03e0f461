import type { Role } from '@clearway/contract'

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
  /** The administrator who calls in the name of the user. */
  readonly actor?: Actor
}

export interface Actor {
  readonly id: string
  readonly name: string
  /** When the right to act in the user's name ends, on the wall clock: no token made with it lasts longer. */
  readonly until: number
}

export interface CallingAttempt {
  readonly id: string
  readonly number: number
  readonly task: string
  /** Whether the attempt still runs its task. */
  readonly live: boolean
  /**
   * Whether the credential is void: the attempt has ended, its task is deleted, or another attempt has followed. An attempt that is lost and has no
   * successor is neither live nor over.
   */
  readonly over: boolean
  /** Whether the attempt calls with its own key pair or a token made with it, which end with it. Processes of the published agent call as their user. */
  readonly hasOwnKey: boolean
  /** Whether the attempt may change only its own task, those below it and what they made. One with its own key pair is, unless the setting `taskRights` is `user`. */
  readonly confined: boolean
  /** When the lease of a published agent's attempt expires, on the deadline clock. */
  readonly stockLease?: number
}
