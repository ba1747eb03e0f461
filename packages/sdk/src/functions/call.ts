import { withResolvers } from '@clearway/contract/with-resolvers'
import type { StepState } from '@clearway/engine'
import type { StepCallOptions } from './function-options.ts'
import type { ProgramFunction } from './program-function.ts'
import { ResultPromise, type ResultSource, sourceOf, type StepResult } from './step-result.ts'
import { partOf } from './values/decode.ts'

type Outcome = { readonly value: unknown } | { readonly error: unknown }
interface Part {
  readonly path: ResultSource['path']
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

/** One call of a step in a pipeline's body: from the call to its result. */
export class Call {
  readonly called: ProgramFunction
  readonly options: StepCallOptions
  readonly result: StepResult<unknown>
  /** The step's name in the run, once it has a place there. */
  name: string | undefined
  readonly placed = withResolvers<string>()
  /** Resolves when the step has ended, however it did. */
  readonly ended = withResolvers<void>()
  /** Resolves when the result has its value or its error. */
  readonly settled = withResolvers<void>()
  /** The step's final state, once it has ended. */
  end: StepState | undefined
  /** Whether the body waits for the value, or has waited: it then learns of a failure. */
  isWanted = false
  readonly #onWanted: (call: Call) => void
  readonly #parts: Part[] = []
  #outcome: Outcome | undefined

  constructor(called: ProgramFunction, options: StepCallOptions, onWanted: (call: Call) => void) {
    this.called = called
    this.options = options
    this.#onWanted = onWanted
    this.placed.promise.catch(() => {})
    this.result = this.#part([])
  }

  place(name: string): void {
    this.name = name
    this.placed.resolve(name)
  }

  resolve(value: unknown): void {
    this.#settle({ value })
  }

  reject(error: unknown): void {
    this.#settle({ error })
  }

  #settle(outcome: Outcome): void {
    if (this.#outcome !== undefined) return
    this.#outcome = outcome
    for (const part of this.#parts) this.#settlePart(part, outcome)
    this.settled.resolve()
  }

  #settlePart({ path, resolve, reject }: Part, outcome: Outcome): void {
    if ('error' in outcome) return reject(outcome.error)
    try {
      resolve(partOf(outcome.value, path, `The result of step '${this.called.name}'`))
    } catch (error) {
      reject(error)
    }
  }

  #part(path: ResultSource['path']): StepResult<unknown> {
    const onWanted = (): void => {
      if (this.isWanted) return
      this.isWanted = true
      this.#onWanted(this)
    }
    const made = ResultPromise.of<unknown>({ call: this, path, onWanted, part: (key) => this.#part([...path, key]) })
    const part = { path, resolve: made.resolve, reject: made.reject }
    this.#parts.push(part)
    if (this.#outcome !== undefined) this.#settlePart(part, this.#outcome)
    return made.promise
  }
}

/** The call that a step's result, or a part of it, is of. */
export function callOf(result: object): Call {
  return sourceOf(result)?.call as Call
}
