import { AsyncLocalStorage } from 'node:async_hooks'
import type { StepCallOptions } from './function-options.ts'
import type { ProgramFunction } from './program-function.ts'
import type { StepResult } from './step-result.ts'

/** What takes the calls of steps. */
export interface CallTaker {
  readonly call: (called: ProgramFunction, input: unknown, options: StepCallOptions) => StepResult<unknown>
}

const bodies = new AsyncLocalStorage<CallTaker>()

/** Runs a pipeline's body: the steps that it calls, however deep, are taken by `taker`. */
export function inBody<T>(taker: CallTaker, body: () => T): T {
  return bodies.run(taker, body)
}

/** Runs what is no part of the body around it, such as the function of a step that is called in this process. */
export function outsideBody<T>(work: () => T): T {
  return bodies.exit(work)
}

/** What takes the calls of the body that this code, or the promise whose rejection it handles, belongs to. */
export function currentTaker(): CallTaker | undefined {
  return bodies.getStore()
}

/** Whether this code is called by a pipeline's body. */
export function isInBody(): boolean {
  return bodies.getStore() !== undefined
}

/** Makes a call of a step a step of the run whose body makes the call. */
export function callStep(called: ProgramFunction, input: unknown, options: StepCallOptions = {}): StepResult<unknown> {
  const taker = bodies.getStore()
  if (taker !== undefined) return taker.call(called, input, options)
  const { name, work } = called
  throw new Error(
    work.by === 'pipeline'
      ? `Pipeline '${name}' is called outside of a pipeline's body. Start it by ${name}.run(…), or call it in another pipeline's body.`
      : `Step '${name}' is called outside of a pipeline's body. Call it in the body; elsewhere, as in a test, call its function: .fn(…).`,
  )
}
