import type { Command, RunState } from '@clearway/engine'
import type { Task } from '@clearway/contract'

/** A run in memory: its state after an event, and what is left to do. */
export interface CachedRun {
  readonly seq: number
  /** Who stored the last event: two servers may store different events under one sequence number, of which one transaction fails. */
  readonly by: string
  /** The transaction that has stored the last event: within it the state needs no comparison with the stored events. */
  readonly storedIn?: WeakRef<object> | undefined
  readonly state: RunState
  /** The commands that are not carried out yet, by their steps. */
  readonly due: Map<string, Command>
  /** The base tasks of the steps that the run starts next. */
  readonly tasks: Map<string, Task>
}

/** How many steps the runs in memory may have in all; a step takes about 1 kB. */
const mostSteps = 50_000

/** The runs that the server has driven last. A run that is not here is read from its events. */
export class RunCache {
  /** In the order of their last use. */
  readonly #runs = new Map<string, CachedRun>()
  #steps = 0

  /** Takes a run out: whoever takes it changes it, and puts it back once its transaction is about to commit. */
  take(run: string): CachedRun | undefined {
    const found = this.#runs.get(run)
    if (found === undefined) return undefined
    this.#runs.delete(run)
    this.#steps -= sizeOf(found)
    return found
  }

  put(run: string, cached: CachedRun): void {
    this.take(run)
    this.#runs.set(run, cached)
    this.#steps += sizeOf(cached)
    for (const oldest of this.#runs.keys()) {
      if (this.#steps <= mostSteps || this.#runs.size === 1) return
      this.take(oldest)
    }
  }
}

function sizeOf({ state }: CachedRun): number {
  return state.stepCount + 1
}
