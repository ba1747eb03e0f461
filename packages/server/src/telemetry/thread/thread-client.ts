import type { Worker } from 'node:worker_threads'
import { ActionError } from '../../errors.ts'
import { startThread } from '../../start-thread.ts'
import type { Answer, Inputs, Reply, Request, ThreadSettings, Verb } from './requests.ts'

interface Call {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
  readonly deadline: NodeJS.Timeout
}
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

/** The main thread's side of the telemetry thread: sends requests, rejects the open ones when the thread dies, and restarts it. */
export class ThreadClient implements AsyncDisposable {
  readonly #options: ThreadOptions
  readonly #calls = new Map<number, Call>()
  #open = true
  #closed: Promise<void> | undefined
  #worker: Worker | undefined
  #nextId = 1
  #pause = firstPause
  #restart: NodeJS.Timeout | undefined

  private constructor(options: ThreadOptions) {
    this.#options = options
  }

  /** Starts the thread. Fails if the thread cannot open its databases. */
  static async start(options: ThreadOptions): Promise<ThreadClient> {
    const client = new ThreadClient(options)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    client.#launch(resolve, reject)
    await promise
    return client
  }

  call<V extends Verb>(verb: V, input: Inputs[V], transfer: ArrayBuffer[] = []): Promise<Answer<V>> {
    const worker = this.#worker
    if (!this.#open) return Promise.reject(new ActionError('unavailable', { reason: 'The events database is closing.' }))
    if (worker === undefined) return Promise.reject(new ActionError('unavailable', { reason: 'The events thread is being started again.' }))
    const id = this.#nextId++
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const late = (): void =>
      this.#settle(id, ({ reject }) =>
        reject(new ActionError('unavailable', { reason: `The events thread did not answer ${verb} in time.` })),
      )
    this.#calls.set(id, { resolve, reject, deadline: setTimeout(late, answerWithin) })
    try {
      worker.postMessage({ id, verb, input } as Request, transfer)
    } catch (error) {
      this.#settle(id, (call) => call.reject(error))
    }
    return promise as Promise<Answer<V>>
  }

  #launch(onReady: () => void, onFailure: (error: Error) => void): void {
    const { program, settings } = this.#options
    const worker = startThread(program, { workerData: settings, name: 'telemetry' })
    let cause: Error | undefined
    let ready = false
    worker.on('message', (reply: Reply) => {
      if (!('ready' in reply)) return this.#answer(reply)
      ready = true
      this.#pause = firstPause
      onReady()
    })
    worker.on('error', (error: Error) => (cause = error))
    worker.on('exit', (code) => {
      this.#worker = undefined
      if (!this.#open) return
      const error = new Error(`The events thread ended (exit code ${code})${cause ? `: ${cause.message}` : ''}`, { cause })
      this.#rejectAll(error)
      if (!ready) return onFailure(cause ?? error)
      this.#options.onDeath(error)
      this.#relaunch()
    })
    this.#worker = worker
  }

  #relaunch(): void {
    const pause = this.#pause
    this.#pause = Math.min(pause * 2, longestPause)
    this.#restart = setTimeout(() => {
      const again = (error: Error): void => {
        this.#options.onDeath(error)
        this.#relaunch()
      }
      this.#launch(() => {}, again)
    }, pause)
  }

  #answer(reply: Exclude<Reply, { ready: true }>): void {
    this.#settle(reply.id, ({ resolve, reject }) => {
      if ('value' in reply) resolve(reply.value)
      else if ('refused' in reply) reject(new ActionError(reply.refused, reply.details))
      else reject(Object.assign(new Error(reply.failed), reply.stack === undefined ? {} : { stack: reply.stack }))
    })
  }

  #settle(id: number, how: (call: Call) => void): void {
    const call = this.#calls.get(id)
    if (call === undefined) return
    clearTimeout(call.deadline)
    this.#calls.delete(id)
    how(call)
  }

  #rejectAll(cause: Error): void {
    for (const id of this.#calls.keys())
      this.#settle(id, ({ reject }) => reject(new ActionError('unavailable', { reason: cause.message }, { cause })))
  }

  /** Accepts no more requests, waits for the open ones, and closes the databases. */
  [Symbol.asyncDispose](): Promise<void> {
    return (this.#closed ??= this.#close())
  }

  async #close(): Promise<void> {
    this.#open = false
    clearTimeout(this.#restart)
    const worker = this.#worker
    if (worker !== undefined) await this.#finish(worker)
    this.#rejectAll(new Error('The events database was closed.'))
  }

  async #finish(worker: Worker): Promise<void> {
    const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
    const deadline = setTimeout(() => void worker.terminate(), closeWithin)
    worker.postMessage({ close: true } satisfies Request)
    await gone
    clearTimeout(deadline)
  }
}
