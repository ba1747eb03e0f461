import type { RunHead, StepView } from '@clearway/contract'
import type { Api } from '@clearway/sdk'
import type { RunView } from './run-view.ts'

/** Reads a run repeatedly: the first time all its steps, then those that changed. */
export class RunReader {
  readonly #api: Api
  readonly #run: string
  #after: string | undefined
  /** In the order in which they were defined or added. */
  #steps = new Map<string, StepView>()

  constructor(api: Api, run: string) {
    this.#api = api
    this.#run = run
  }

  async read(signal?: AbortSignal): Promise<RunView> {
    let run: RunHead
    for (;;) {
      const after = this.#after === undefined ? {} : { after: this.#after }
      const answer = await this.#api.runs.view({ run: this.#run, ...after }, signal === undefined ? {} : { signal })
      if (answer.fresh) this.#steps = new Map()
      for (const step of answer.steps) this.#steps.set(step.name, step)
      this.#after = answer.after
      run = answer.run
      if (!answer.more) break
    }
    return { run, steps: [...this.#steps.values()] }
  }
}
