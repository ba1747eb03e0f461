import { isApiError } from '../api-error.ts'
import type { Api } from '../client.ts'
import { backOffMs, pause } from '../client/pause.ts'
import { type ConfusionMatrix, confusionMatrixPlot, type Plot, plotText, type Scatter, scatterPlot } from './plots.ts'

export type LogLevel = 'debug' | 'info' | 'warning' | 'error'
type Event = Readonly<Record<string, unknown>>

const batchEvents = 500
const flushMs = 1000
/** Above this the writer is told to wait, … */
const highWater = 10_000
/** … and above this the oldest are dropped: a program must not die of its metrics. */
const hardLimit = 100_000
/** ClearML's place for a value without iterations. */
const singleValueIteration = -(2 ** 31)

/**
 * Sends what a task reports, in batches. Each method answers at once: true, or false where so much waits to be sent that the caller had better
 * await `drained()` first.
 */
export class Logger {
  readonly #api: Api
  readonly #task: string
  readonly #worker: string
  #waiting: Event[] = []
  #dropped = 0
  #timer: NodeJS.Timeout | undefined
  #sending: Promise<void> | undefined
  #failure: unknown

  constructor(api: Api, task: string, worker: string) {
    this.#api = api
    this.#task = task
    this.#worker = worker
  }

  /** One point of a curve. */
  scalar(metric: string, variant: string, value: number, iteration: number): boolean {
    // JSON has no NaN and no infinities: they travel as texts.
    return this.#add({
      type: 'training_stats_scalar',
      metric,
      variant,
      iter: iteration,
      value: Number.isFinite(value) ? value : String(value),
    })
  }

  /** A value that has no iterations, such as a final accuracy. */
  singleValue(name: string, value: number): boolean {
    return this.scalar('Summary', name, value, singleValueIteration)
  }

  /** A line of the task's log. */
  text(message: string, level: LogLevel = 'info'): boolean {
    return this.#add({ type: 'log', level, worker: this.#worker, msg: message })
  }

  /** A Plotly figure. Typed arrays are carried as lists; a Map or Set, which JSON would empty, is refused by a `TypeError`. */
  plot(metric: string, variant: string, plot: Plot, iteration = 0): boolean {
    return this.#add({ type: 'plot', metric, variant, iter: iteration, plot_str: plotText(plot, `Plot '${metric}/${variant}'`) })
  }

  confusionMatrix(metric: string, variant: string, matrix: ConfusionMatrix, iteration = 0): boolean {
    return this.plot(metric, variant, confusionMatrixPlot(metric, matrix), iteration)
  }

  scatter(metric: string, variant: string, points: Scatter, iteration = 0): boolean {
    return this.plot(metric, variant, scatterPlot(metric, points), iteration)
  }

  /** An image that lies at an address. */
  image(metric: string, variant: string, url: string, iteration = 0): boolean {
    return this.#add({ type: 'training_debug_image', metric, variant, iter: iteration, url, key: url })
  }

  /** Sends all that waits. Throws what the server said if it did not take it. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    while (this.#waiting.length > 0 || this.#sending !== undefined) await this.#send()
    if (this.#failure === undefined) return
    const failure = this.#failure
    this.#failure = undefined
    throw failure
  }

  /** Resolves once there is room again. */
  async drained(): Promise<void> {
    while (this.#waiting.length >= highWater) await this.#send()
  }

  #add(event: Event): boolean {
    this.#waiting.push({ task: this.#task, timestamp: Date.now(), ...event })
    if (this.#waiting.length > hardLimit) {
      this.#waiting = this.#waiting.slice(batchEvents)
      this.#dropped += batchEvents
    }
    if (this.#waiting.length >= batchEvents) void this.#send()
    else this.#timer ??= setTimeout(() => void this.#send(), flushMs).unref()
    return this.#waiting.length < highWater
  }

  /** One sending at a time, so that the order is kept. Never rejects: a failure is told by `flush`. */
  #send(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#waiting.length > 0) this.#sending ??= this.#sendBatches()
    return this.#sending ?? Promise.resolve()
  }

  async #sendBatches(): Promise<void> {
    do {
      const batch = this.#waiting.splice(0, batchEvents)
      if (this.#dropped > 0) {
        batch.push({
          task: this.#task,
          timestamp: Date.now(),
          type: 'log',
          level: 'warning',
          worker: this.#worker,
          msg: `${this.#dropped} events were dropped: the server took them too slowly.`,
        })
        this.#dropped = 0
      }
      try {
        await this.#sendOne(batch)
      } catch (error) {
        this.#failure = error
        // The task's attempt is over, or the server is gone for good: what waits would fare no better.
        if (!isApiError(error, 'no_events_added')) this.#waiting = []
      }
    } while (this.#waiting.length > 0)
    // Cleared in the same step as the last look: an event that comes a moment later begins a sending of its own.
    this.#sending = undefined
  }

  async #sendOne(batch: readonly Event[]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#api.events.add_batch(batch)
        return
      } catch (error) {
        if (!isApiError(error, 'unreachable', 'no_answer', 'unavailable') || attempt === 5) throw error
        await pause(backOffMs(attempt))
      }
    }
  }
}
