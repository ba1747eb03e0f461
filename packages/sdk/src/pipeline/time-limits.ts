import { type RunEvent, type RunState, stepOf } from '@clearway/engine'

/** The longest time that `setTimeout` takes. */
const longestTimerMs = 2 ** 31 - 1

/** Reports steps that run longer than their time limit, which counts from the start of their process. */
export class TimeLimits {
  readonly #onTimeout: (event: RunEvent) => void
  readonly #timers = new Map<string, { readonly attempt: number; readonly timer: NodeJS.Timeout }>()

  constructor(onTimeout: (event: RunEvent) => void) {
    this.#onTimeout = onTimeout
  }

  /** Starts and clears the timers of steps that have changed. */
  update(state: RunState, steps: Iterable<string>): void {
    for (const name of steps) {
      const step = stepOf(state, name)
      const seconds = step?.definition.timeoutSeconds
      if (step === undefined || seconds === undefined) continue
      const isRunning = step.phase === 'launched' && step.startedAt !== undefined && step.stopping === undefined
      const known = this.#timers.get(name)
      if (isRunning && known?.attempt === step.attempt) continue
      if (known !== undefined) this.#clear(name)
      if (isRunning) this.#start(name, step.attempt, (step.startedAt ?? 0) + seconds * 1000)
    }
  }

  close(): void {
    for (const name of this.#timers.keys()) this.#clear(name)
  }

  #start(step: string, attempt: number, at: number): void {
    const left = Math.max(0, at - Date.now())
    const expire = (): void =>
      left > longestTimerMs ? this.#start(step, attempt, at) : this.#onTimeout({ type: 'step_timed_out', step, attempt })
    this.#timers.set(step, { attempt, timer: setTimeout(expire, Math.min(left, longestTimerMs)) })
  }

  #clear(step: string): void {
    clearTimeout(this.#timers.get(step)?.timer)
    this.#timers.delete(step)
  }
}
