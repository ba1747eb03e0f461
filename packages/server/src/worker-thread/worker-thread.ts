import type { Worker } from 'node:worker_threads'
import type { SentError, ThreadReply, ThreadRequest } from './messages.ts'
import { startThread } from './start-thread.ts'

export interface ThreadProgram {
  /** A module that calls `serveThread`. */
  readonly file: URL
  /** The thread's name in errors and profiles. */
  readonly name: string
  /** What the thread reads as `workerData`. */
  readonly data?: unknown
  /** Whether the process may end while the thread runs. Default: it may not. */
  readonly unref?: boolean
}

export interface ThreadCall<Output> {
  /** The call's number: positive, below 2³¹, and of no other open call. */
  readonly id: number
  readonly answer: Promise<Output>
}

interface OpenCall<Output> {
  readonly resolve: (value: Output) => void
  readonly reject: (error: Error) => void
}

const mostId = 0x7fff_fff0

/** The thread has ended, and its open calls with it. */
export class ThreadEnded extends Error {
  override readonly name = 'ThreadEnded'
}

/**
 * The main thread's side of a thread that answers calls. When the thread ends, for whatever reason, its open calls are rejected and `ended` resolves; it
 * is not restarted.
 */
export class WorkerThread<Input, Output> {
  /** Resolves when the thread's program has opened what it needs. Rejects with the error that ended the thread before. */
  readonly ready: Promise<void>
  /** Resolves with the reason once the thread has ended. */
  readonly ended: Promise<ThreadEnded>
  readonly #worker: Worker
  readonly #open = new Map<number, OpenCall<Output>>()
  #lastId = 0
  #reason: Error | undefined

  constructor({ file, name, data, unref = false }: ThreadProgram) {
    const ready = Promise.withResolvers<void>()
    const ended = Promise.withResolvers<ThreadEnded>()
    this.ready = ready.promise
    // Callers that need no readiness do not wait for it.
    this.ready.catch(() => undefined)
    this.ended = ended.promise
    this.#worker = startThread(file, { name, workerData: data })
    if (unref) this.#worker.unref()
    let cause: Error | undefined
    this.#worker.on('message', (reply: ThreadReply) => ('ready' in reply ? ready.resolve() : this.#receive(reply)))
    this.#worker.on('error', (error: Error) => (cause = error))
    this.#worker.on('exit', (code) => {
      const reason = new ThreadEnded(`The ${name} thread ended (exit code ${code})${cause ? `: ${cause.message}` : ''}`, { cause })
      ready.reject(cause ?? reason)
      this.#rejectAll(reason)
      ended.resolve(reason)
    })
  }

  /** Whether no call is open. */
  get isIdle(): boolean {
    return this.#open.size === 0
  }

  /** Sends a call. Buffers in `transfer` are moved to the thread instead of copied. */
  call(input: Input, transfer: ArrayBuffer[] = []): ThreadCall<Output> {
    const id = (this.#lastId = (this.#lastId % mostId) + 1)
    const { promise, resolve, reject } = Promise.withResolvers<Output>()
    if (this.#reason !== undefined) reject(this.#reason)
    else {
      this.#open.set(id, { resolve, reject })
      try {
        this.#worker.postMessage({ id, input } satisfies ThreadRequest<Input>, transfer)
      } catch (error) {
        this.#open.delete(id)
        reject(error)
      }
    }
    return { id, answer: promise }
  }

  /** Rejects the open calls, and ends the thread as soon as it runs JavaScript again. */
  terminate(reason: Error): void {
    this.#rejectAll(reason)
    void this.#worker.terminate()
  }

  /** Lets the thread answer its calls and close, and ends it by force after the given time. */
  async close(milliseconds: number): Promise<void> {
    if (this.#reason !== undefined) return void (await this.ended)
    const deadline = setTimeout(() => void this.#worker.terminate(), milliseconds)
    this.#worker.ref()
    this.#worker.postMessage({ close: true } satisfies ThreadRequest<Input>)
    await this.ended
    clearTimeout(deadline)
  }

  #receive(reply: Exclude<ThreadReply, { readonly ready: true }>): void {
    const call = this.#open.get(reply.id)
    this.#open.delete(reply.id)
    if ('error' in reply) call?.reject(receivedError(reply.error))
    else call?.resolve(reply.value as Output)
  }

  #rejectAll(reason: Error): void {
    this.#reason ??= reason
    for (const { reject } of this.#open.values()) reject(reason)
    this.#open.clear()
  }
}

function receivedError({ message, stack, properties }: SentError): Error {
  return Object.assign(new Error(message), stack === undefined ? {} : { stack }, properties)
}
