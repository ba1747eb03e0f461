// Of the contract only this: the telemetry thread loads this file, and the actions' schemas would double what it loads.
import { type ErrorCode, errors } from '@clearway/contract/errors'

/** A failure the caller is meant to see. Anything else thrown becomes `internal` and is logged. */
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
