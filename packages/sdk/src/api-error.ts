import type { ErrorCode } from '@clearway/contract'

/** What went wrong before the server could say anything, beside the server's own codes. */
export type ApiErrorCode = ErrorCode | 'unreachable' | 'no_answer' | 'not_this_server'

export interface ApiErrorDetails {
  /** The field of the request that is to blame. */
  readonly field?: string
  /** What to do about it. */
  readonly cure?: string
  readonly [detail: string]: unknown
}

/** Why a call failed. The message says what happened and what to do; `code` is permanent and made for programs. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ApiErrorCode
  /** HTTP status; 0 where no answer came. */
  readonly status: number
  readonly details: ApiErrorDetails

  constructor(message: string, given: { code: ApiErrorCode; status: number; details?: ApiErrorDetails; cause?: unknown }) {
    super(message, given.cause === undefined ? undefined : { cause: given.cause })
    this.code = given.code
    this.status = given.status
    this.details = given.details ?? {}
  }
}

/** Whether an error is the API's and has one of these codes. */
export function isApiError(error: unknown, ...codes: readonly ApiErrorCode[]): error is ApiError {
  return error instanceof ApiError && (codes.length === 0 || codes.includes(error.code))
}
