import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import type { CompiledQuery, QueryResult } from 'kysely'
import { startThread } from '../../start-thread.ts'
import type { ReadLane } from './readers.ts'

/** The thread's file lies beside this one, both as source and when built. */
const threadFile = new URL(import.meta.url.endsWith('.ts') ? './reader-thread.ts' : './reader-thread.js', import.meta.url)

/** How long a cancelled statement may take to stop. After that its thread is abandoned and replaced. */
const noticeSeconds = 5

export interface ReaderThreadData {
  readonly path: string
  /** Shared memory with the number of the cancelled statement. */
  readonly cancelled: Int32Array
}
/** An error of the thread, with the fields that SQLite's errors have beside their message. */
export interface Thrown {
  readonly error: string
  readonly errcode?: number
  readonly file?: string
}
type Reply = { readonly id: number; readonly rows: unknown[] } | ({ readonly id: number } & Thrown)
interface Asked {
  readonly id: number
  readonly resolve: (rows: unknown[]) => void
  readonly reject: (error: Error) => void
}

/** Runs statements in a thread with a separate read-only connection. The thread starts with the first statement. */
export class SqliteReadLane implements ReadLane {
  readonly #path: string
  readonly #cancelled = new Int32Array(new SharedArrayBuffer(4))
  #worker: Worker | undefined
  #asked: Asked | undefined
  #last = 0

  constructor(path: string) {
    this.#path = path
  }

  async execute<R>({ sql, parameters }: CompiledQuery, until: AbortSignal): Promise<QueryResult<R>> {
    until.throwIfAborted()
    const worker = (this.#worker ??= this.#start())
    // The number must fit into the shared 32 bits.
    const id = (this.#last = (this.#last % 0x7fff_fff0) + 1)
    let overdue: NodeJS.Timeout | undefined
    const callOff = (): void => {
      Atomics.store(this.#cancelled, 0, id)
      overdue = setTimeout(() => this.#abandon(worker), noticeSeconds * 1000)
    }
    until.addEventListener('abort', callOff, { once: true })
    try {
      const rows = await new Promise<unknown[]>((resolve, reject) => {
        this.#asked = { id, resolve, reject }
        worker.postMessage({ id, sql, parameters })
      })
      until.throwIfAborted()
      return { rows: rows as R[] }
    } finally {
      clearTimeout(overdue)
      until.removeEventListener('abort', callOff)
    }
  }

  #start(): Worker {
    const workerData: ReaderThreadData = { path: this.#path, cancelled: this.#cancelled }
    const worker = startThread(threadFile, { workerData, name: 'reader' })
    worker.unref()
    worker.on('message', (reply: Reply) => {
      if (this.#asked?.id !== reply.id) return
      const { resolve, reject } = this.#asked
      this.#asked = undefined
      if ('error' in reply) reject(Object.assign(new Error(reply.error), { errcode: reply.errcode, file: reply.file }))
      else resolve(reply.rows)
    })
    const end = (error: Error): void => {
      if (this.#worker !== worker) return
      this.#worker = undefined
      this.#asked?.reject(error)
      this.#asked = undefined
    }
    worker.on('error', end)
    worker.on('exit', (code) => end(new Error(`The reader thread ended (${code}).`)))
    return worker
  }

  /** Abandons a thread, which ends as soon as it runs JavaScript again: a long step within SQLite cannot be interrupted. */
  #abandon(worker: Worker): void {
    if (this.#worker !== worker) return
    this.#worker = undefined
    this.#asked?.reject(new Error('The statement was given up.'))
    this.#asked = undefined
    void worker.terminate()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const worker = this.#worker
    if (worker === undefined) return
    const ended = once(worker, 'exit')
    worker.ref()
    worker.postMessage('close')
    await ended
  }
}
