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
}

export interface CallingAttempt {
  readonly id: string
  readonly number: number
  readonly task: string
  /** Whether the attempt still runs its task. */
  readonly live: boolean
  /** Whether the credential is void: the attempt has ended, its task is deleted, or another attempt has followed. A lost attempt without a successor is neither live nor over. */
  readonly over: boolean
  /** Whether the attempt calls with a key pair of its own, or a token made by it, which bounds what it may change. Processes of the published agent call as their user. */
  readonly confined: boolean
  /** When the lease of a published agent's attempt runs out, on the deadline clock. */
  readonly stockLease?: number
}
