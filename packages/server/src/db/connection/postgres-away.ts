/** The states of PostgreSQL in which it did not carry out a statement, and may do so later. Source: https://www.postgresql.org/docs/current/errcodes-appendix.html. */
const states: Readonly<Record<string, string>> = {
  '57014': 'PostgreSQL ended a statement that took too long.', // query_canceled
  '25P03': 'PostgreSQL ended a transaction that waited too long.', // idle_in_transaction_session_timeout
  '25P04': 'PostgreSQL ended a transaction that took too long.', // transaction_timeout
  '53300': 'PostgreSQL takes no more connections at present.', // too_many_connections
  '57P01': 'PostgreSQL is being stopped.', // admin_shutdown
  '57P02': 'PostgreSQL is being started again.', // crash_shutdown
  '57P03': 'PostgreSQL is being started or stopped.', // cannot_connect_now
}

/** What the client of PostgreSQL and its pool say, without a code, of a connection that they did not get in time, or that has ended. */
const messages: ReadonlySet<string> = new Set([
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Connection terminated due to connection timeout',
  'Connection terminated unexpectedly',
  'Connection terminated',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
])

/** The errors of the sockets that lead to PostgreSQL: their codes are those of any socket. */
const ofSockets = new WeakSet<Error>()

export function recordSocketError(error: unknown): void {
  if (error instanceof Error) ofSockets.add(error)
}

/** Why PostgreSQL has not carried out a statement that it may carry out later, for the caller; undefined for any other error. */
export function whyAway(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const { code } = error as { readonly code?: unknown }
  const state = typeof code === 'string' && Object.hasOwn(states, code) ? states[code] : undefined
  return state ?? (isConnectionLost(error) ? 'PostgreSQL cannot be reached at present.' : undefined)
}

/** Whether there was no connection to PostgreSQL, or it broke: then it is unknown whether PostgreSQL carried out what was sent last. */
export function isConnectionLost(error: unknown): boolean {
  return error instanceof Error && (ofSockets.has(error) || messages.has(error.message))
}

/** The connection broke during a commit: whether the transaction is stored is unknown, so its call must not be repeated like one that did nothing. */
export class UnknownCommit extends Error {
  override readonly name = 'UnknownCommit'

  constructor(cause: unknown) {
    super('The connection to PostgreSQL broke during a commit: it is unknown whether the transaction was stored.', { cause })
  }
}
