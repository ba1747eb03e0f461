import { isApiError } from '../api-error.ts'
import type { Api } from '../client.ts'
import { retry, whileServerIsAway } from '../client/retry.ts'
import { type ConfusionMatrix, confusionMatrixPlot, type Plot, plotText, type Scatter, scatterPlot } from './plots.ts'

/** The level of a line in a task’s log. */
export type LogLevel = 'debug' | 'info' | 'warning' | 'error'
type Event = Readonly<Record<string, unknown>>

const batchEvents = 500
const flushMs = 1000
const attemptsPerBatch = 5
/** With so many queued events or more, methods return false: the caller should wait for `drained()`. */
const highWater = 10_000
/** With more queued events the oldest are dropped, so that metrics never exhaust a program's memory. */
const maxEvents = 100_000
/** The iteration under which ClearML stores a value that has none. */
export const singleValueIteration = -(2 ** 31)

/**
 * Sends a task's scalars, plots and log lines in batches. Each method returns at once: true, or false if so many events are queued that the
 * caller should await `drained()` first.
 */
export class Logger {
  readonly #api: Api
  readonly #task: string
  readonly #worker: string
  #queued: Event[] = []
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
    // JSON has no NaN and no infinities: they are sent as texts.
    return this.#add({
      type: 'training_stats_scalar',
      metric,
      variant,
      iter: iteration,
      value: Number.isFinite(value) ? value : String(value),
    })
  }

  /** A value without iterations, such as a final accuracy. */
  singleValue(name: string, value: number): boolean {
    return this.scalar('Summary', name, value, singleValueIteration)
  }

  /** A line of the task's log. */
  text(message: string, level: LogLevel = 'info'): boolean {
    return this.#add({ type: 'log', level, worker: this.#worker, msg: message })
  }

  /** A Plotly figure. Typed arrays are sent as lists; a Map or Set, which JSON would empty, is refused with a `TypeError`. */
  plot(metric: string, variant: string, plot: Plot, iteration = 0): boolean {
    return this.#add({ type: 'plot', metric, variant, iter: iteration, plot_str: plotText(plot, `Plot '${metric}/${variant}'`) })
  }

  /** A confusion matrix, as a heat map. */
  confusionMatrix(metric: string, variant: string, matrix: ConfusionMatrix, iteration = 0): boolean {
    return this.plot(metric, variant, confusionMatrixPlot(metric, matrix), iteration)
  }

  /** Points, or a line through them. */
  scatter(metric: string, variant: string, points: Scatter, iteration = 0): boolean {
    return this.plot(metric, variant, scatterPlot(metric, points), iteration)
  }

  /** An image by its address. */
  image(metric: string, variant: string, url: string, iteration = 0): boolean {
    return this.#add({ type: 'training_debug_image', metric, variant, iter: iteration, url, key: url })
  }

  /** Sends all queued events. Throws the error of the last batch that could not be sent. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    while (this.#queued.length > 0 || this.#sending !== undefined) await this.#send()
    if (this.#failure === undefined) return
    const failure = this.#failure
    this.#failure = undefined
    throw failure
  }

  /** Resolves once there is room for more events. */
  async drained(): Promise<void> {
    while (this.#queued.length >= highWater) await this.#send()
  }

  #add(event: Event): boolean {
    this.#queued.push({ task: this.#task, timestamp: Date.now(), ...event })
    if (this.#queued.length > maxEvents) {
      this.#queued = this.#queued.slice(batchEvents)
      this.#dropped += batchEvents
    }
    if (this.#queued.length >= batchEvents) void this.#send()
    else this.#timer ??= setTimeout(() => void this.#send(), flushMs).unref()
    return this.#queued.length < highWater
  }

  /** Sends one batch at a time, so that the order stays. Never rejects: `flush` throws a failure. */
  #send(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#queued.length > 0) this.#sending ??= this.#sendBatches()
    return this.#sending ?? Promise.resolve()
  }

  async #sendBatches(): Promise<void> {
    do {
      const batch = this.#queued.splice(0, batchEvents)
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
        await retry(() => this.#api.events.add_batch(batch), { delayMs: whileServerIsAway(attemptsPerBatch) })
      } catch (error) {
        this.#failure = error
        // The attempt has ended, or the server is away for long: the other queued events could not be sent either.
        if (!isApiError(error, 'no_events_added')) this.#queued = []
      }
    } while (this.#queued.length > 0)
    // Cleared in the same turn as the loop's last check, so that a later event starts the next send.
    this.#sending = undefined
  }
}
