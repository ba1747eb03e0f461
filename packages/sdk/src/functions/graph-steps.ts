import { withResolvers } from '@clearway/contract/with-resolvers'
import { type RunState, stepOf, stepsOf } from '@clearway/engine'
import type { DynamicEnd, DynamicSteps, OpenRun } from '../pipeline/drive.ts'
import type { Task } from '../task.ts'
import { callOf } from './call.ts'
import { errorLine } from './describe-error.ts'
import type { Graph } from './graph.ts'
import { placeOfStep } from './place-of-step.ts'
import { storeResult } from './results.ts'

/** Keeps a run open, whose steps are known before it starts, until they have ended and the result is stored. */
export class GraphSteps implements DynamicSteps {
  readonly #task: Task
  readonly #graph: Graph
  readonly #unfinished = new Set<string>()
  #ended = withResolvers<void>()
  #state: RunState | undefined

  constructor(task: Task, graph: Graph) {
    this.#task = task
    this.#graph = graph
  }

  async begin(run: OpenRun): Promise<DynamicEnd> {
    const { state } = run
    this.#ended = withResolvers()
    // A graph has no body that calls its steps again, so steps that a retry left waiting for a call are added here.
    for (const { awaits, definition } of stepsOf(state)) if (awaits === 'call') run.add(definition)
    this.update(
      state,
      stepsOf(state).map(({ definition }) => definition.name),
    )
    await this.#ended.promise
    // The engine fails the run because of the failed step, so there is no result to store.
    if (this.#hasFailed()) return {}
    try {
      await storeResult(this.#task, this.#graph.returned, (of) => placeOfStep(this.#task.connection, of, this.#taskOf(of)))
      return {}
    } catch (error) {
      return { failure: errorLine(error) }
    }
  }

  update(state: RunState, changedSteps: Iterable<string>): void {
    this.#state = state
    for (const name of changedSteps) {
      if (stepOf(state, name)?.phase === 'done') this.#unfinished.delete(name)
      else this.#unfinished.add(name)
    }
    if (this.#unfinished.size === 0) this.#ended.resolve()
  }

  #hasFailed(): boolean {
    const state = this.#state
    return state === undefined || state.status !== 'running' || state.failure !== undefined
  }

  #taskOf(of: object): string | undefined {
    const name = callOf(of).name
    return this.#state === undefined || name === undefined ? undefined : stepOf(this.#state, name)?.task
  }
}
