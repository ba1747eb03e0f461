import type { ErrorCode } from '@clearway/contract'

/** The server's own codes, and those of failures before the server could answer. */
export type ApiErrorCode = ErrorCode | 'unreachable' | 'no_answer' | 'not_this_server'

/** What is known of a failed call beside its code. */
export interface ApiErrorDetails {
  /** The field of the request that is wrong. */
  readonly field?: string
  /** How to mend it. */
  readonly cure?: string
  readonly [detail: string]: unknown
}

/** Thrown for a failed call. The message states what happened and how to mend it; `code` is for programs and never renamed. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** The permanent name of the error: of the reference of errors, or of a failure before the server could answer. */
  readonly code: ApiErrorCode
  /** HTTP status; 0 if no answer came. */
  readonly status: number
  /** The field at fault, the cure, and what else the server answered. */
  readonly details: ApiErrorDetails

  constructor(message: string, given: { code: ApiErrorCode; status: number; details?: ApiErrorDetails; cause?: unknown }) {
    super(message, given.cause === undefined ? undefined : { cause: given.cause })
    this.code = given.code
    this.status = given.status
    this.details = given.details ?? {}
  }
}

/**
 * Whether an error is an `ApiError` with one of these codes; without codes, with any. Its name tells, not its class, of which there may be two: the command
 * line gives its connection to a program that imports a copy of this package of its own.
 */
export function isApiError(error: unknown, ...codes: readonly ApiErrorCode[]): error is ApiError {
  return error instanceof Error && error.name === 'ApiError' && (codes.length === 0 || codes.includes((error as ApiError).code))
}

/** Whether a call failed because the server cannot be reached, does not answer, or cannot serve for now: it may succeed later. */
export function isServerAway(error: unknown): error is ApiError {
  return isApiError(error, 'unreachable', 'no_answer', 'unavailable')
}
