import type { ErrorCode } from '@clearway/contract'

/**
 * Stands for an `ActionError` in the thread, which does not load the contract. It carries the error's code, because an error's class is lost on its
 * way to the main thread.
 */
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
