import { ActionError } from '../../errors.ts'
import { ThreadEnded, WorkerThread } from '../../worker-thread/worker-thread.ts'
import type { Answer, Inputs, Request, SentRefusal, ThreadSettings, Verb } from './requests.ts'

export interface ThreadOptions {
  readonly program: URL
  readonly settings: ThreadSettings
  /** Called at each death of the thread. The thread is restarted without further action. */
  readonly onDeath: (error: Error) => void
}

const answerWithin = 120_000
const closeWithin = 30_000
const firstPause = 100
const longestPause = 10_000

type TelemetryThread = WorkerThread<Request, unknown>

/** The main thread's side of the telemetry thread: sends requests, rejects the open ones when the thread dies, and restarts it. */
export class ThreadClient implements AsyncDisposable {
  readonly #options: ThreadOptions
  #open = true
  #closed: Promise<void> | undefined
  /** The thread that answers; undefined until it is ready. */
  #thread: TelemetryThread | undefined
  /** The thread that was started last, ready or not. */
  #latest: TelemetryThread | undefined
  #pause = firstPause
  #restart: NodeJS.Timeout | undefined

  constructor(options: ThreadOptions) {
    this.#options = options
  }

  /** Starts the thread. Fails if the thread cannot open its databases. */
  start(): Promise<void> {
    return this.#launch()
  }

  /** Whether the next call is answered without waiting for others. */
  get isIdle(): boolean {
    return this.#thread?.isIdle === true
  }

  async call<V extends Verb>(verb: V, input: Inputs[V], transfer: ArrayBuffer[] = []): Promise<Answer<V>> {
    const thread = this.#thread
    if (!this.#open) throw new ActionError('unavailable', { reason: 'The events database is closing.' })
    if (thread === undefined) throw new ActionError('unavailable', { reason: 'The events thread is being started again.' })
    const late = Promise.withResolvers<never>()
    const deadline = setTimeout(() => {
      late.reject(new ActionError('unavailable', { reason: `The events thread did not answer ${verb} in time.` }))
    }, answerWithin)
    try {
      return (await Promise.race([thread.call({ verb, input } as Request, transfer).answer, late.promise])) as Answer<V>
    } catch (error) {
      throw thrown(error)
    } finally {
      clearTimeout(deadline)
    }
  }

  /** Starts the thread, and again each time that it dies after it was ready. */
  async #launch(): Promise<void> {
    const { program, settings, onDeath } = this.#options
    const thread: TelemetryThread = new WorkerThread({ file: program, name: 'events', data: settings })
    this.#latest = thread
    void thread.ended.then(() => (this.#thread = undefined))
    await thread.ready
    this.#thread = thread
    this.#pause = firstPause
    void thread.ended.then((reason) => {
      if (!this.#open) return
      onDeath(reason)
      this.#relaunch()
    })
  }

  #relaunch(): void {
    const pause = this.#pause
    this.#pause = Math.min(pause * 2, longestPause)
    this.#restart = setTimeout(() => {
      this.#launch().catch((error: Error) => {
        if (!this.#open) return
        this.#options.onDeath(error)
        this.#relaunch()
      })
    }, pause)
  }

  /** Accepts no more requests, waits for the open ones, and closes the databases. */
  [Symbol.asyncDispose](): Promise<void> {
    return (this.#closed ??= this.#close())
  }

  async #close(): Promise<void> {
    this.#open = false
    clearTimeout(this.#restart)
    await this.#latest?.close(closeWithin)
  }
}

/** The error of a call: a refusal by its code, and `unavailable` where the thread ended before it answered. */
function thrown(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  if ('refused' in error) {
    const { refused, details } = error as Error & SentRefusal
    return new ActionError(refused, details)
  }
  return error instanceof ThreadEnded ? new ActionError('unavailable', { reason: error.message }, { cause: error }) : error
}
