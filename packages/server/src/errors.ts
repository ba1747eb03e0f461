// Imports only this file of the contract: the telemetry thread loads `errors.ts`, and the actions' schemas would double what it loads.
import { type ErrorCode, errors } from '@clearway/contract/errors'

/** A failure that is described to the caller. Any other error is answered as `internal` and logged. */
export class ActionError extends Error {
  override readonly name = 'ActionError'
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, details: Readonly<Record<string, unknown>> = {}, options?: ErrorOptions) {
    super(errors[code].title, options)
    this.code = code
    this.details = details
  }
}

/** A handler for `catch` that answers undefined for a refusal with one of these codes, and throws any other error. */
export function undefinedIf(...codes: readonly ErrorCode[]): (error: unknown) => undefined {
  return (error) => {
    if (error instanceof ActionError && codes.includes(error.code)) return undefined
    throw error
  }
}
