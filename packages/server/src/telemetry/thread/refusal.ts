import type { ErrorCode } from '@clearway/contract'

/** An `ActionError` inside the thread: an error's class does not cross to the main thread, its code does. The thread does not load the contract. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, details: Readonly<Record<string, unknown>> = {}) {
    super(code)
    this.code = code
    this.details = details
  }
}
