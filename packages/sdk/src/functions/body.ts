import type { RunState } from '@clearway/engine'
import type { DynamicEnd, DynamicSteps, OpenRun } from '../pipeline/drive.ts'
import type { StepCode } from '../pipeline/step-options.ts'
import { type BodyOptions, BodyStart } from './body-start.ts'

/** Runs a pipeline's body as the source of a run's steps: from its beginning at first, and whenever a retry starts it anew. */
export class Body implements DynamicSteps {
  readonly callbacks = new Map<string, StepCode>()
  readonly #options: BodyOptions
  #current: BodyStart | undefined

  constructor(options: BodyOptions) {
    this.#options = options
  }

  async begin(run: OpenRun): Promise<DynamicEnd> {
    const isAnew = this.#current !== undefined
    this.#current?.leave()
    this.#current = new BodyStart(this.#options, { callbacks: this.callbacks, isAnew })
    return this.#current.begin(run)
  }

  update(state: RunState, changedSteps: Iterable<string>): void {
    this.#current?.update(state, changedSteps)
  }
}
