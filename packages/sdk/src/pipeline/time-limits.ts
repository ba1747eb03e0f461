import { runDeadline, type RunEvent, type RunState, stepOf } from '@clearway/engine'

/** The longest time that `setTimeout` takes. */
export const longestTimerMs = 2 ** 31 - 1

interface Limit {
  /** What the limit counts for: an attempt of a step, or a start of the run. */
  readonly of: number
  timer: NodeJS.Timeout
}

/** The key of the run's own limit; steps have names. */
const ofRun = ''

/** Reports steps that run longer than their time limit, which counts from the start of their process, and a run that takes longer than its own. */
export class TimeLimits {
  readonly #onTimeout: (event: RunEvent) => void
  readonly #limits = new Map<string, Limit>()

  constructor(onTimeout: (event: RunEvent) => void) {
    this.#onTimeout = onTimeout
  }

  /** Starts and clears the timers of the run and of steps that have changed. */
  update(state: RunState, steps: Iterable<string>): void {
    const deadline = runDeadline(state)
    this.#set(ofRun, deadline, deadline ?? 0, { type: 'run_timed_out' })
    for (const name of steps) {
      const step = stepOf(state, name)
      const seconds = step?.definition.timeoutSeconds
      if (step === undefined || seconds === undefined) continue
      const { phase, startedAt, stopping, attempt } = step
      const isRunning = phase === 'launched' && startedAt !== undefined && stopping === undefined
      this.#set(name, isRunning ? startedAt + seconds * 1000 : undefined, attempt, { type: 'step_timed_out', step: name, attempt })
    }
  }

  close(): void {
    for (const name of this.#limits.keys()) this.#clear(name)
  }

  /** Starts the timer of a limit that is not running yet; clears the one before. */
  #set(name: string, at: number | undefined, of: number, event: RunEvent): void {
    if (at !== undefined && this.#limits.get(name)?.of === of) return
    this.#clear(name)
    if (at !== undefined) this.#start(name, at, of, event)
  }

  #start(name: string, at: number, of: number, event: RunEvent): void {
    const left = Math.max(0, at - Date.now())
    const expire = (): void => (left > longestTimerMs ? this.#start(name, at, of, event) : this.#onTimeout(event))
    this.#limits.set(name, { of, timer: setTimeout(expire, Math.min(left, longestTimerMs)) })
  }

  #clear(name: string): void {
    clearTimeout(this.#limits.get(name)?.timer)
    this.#limits.delete(name)
  }
}
