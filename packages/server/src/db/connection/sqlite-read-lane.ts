import type { CompiledQuery, QueryResult } from 'kysely'
import { WorkerThread } from '../../worker-thread/worker-thread.ts'
import type { ReadLane } from './readers.ts'

/** The thread's file lies beside this one, both as source and when built. */
const file = new URL(import.meta.url.endsWith('.ts') ? './reader-thread.ts' : './reader-thread.js', import.meta.url)

/** How long a cancelled statement may take to stop. After that its thread is abandoned and replaced. */
const noticeSeconds = 5
const closeWithin = 30_000

export interface ReaderThreadData {
  readonly path: string
  /** Shared memory with the number of the cancelled statement. */
  readonly cancelled: Int32Array
}
export interface ReadRequest {
  readonly sql: string
  readonly parameters: readonly unknown[]
}
type ReaderThread = WorkerThread<ReadRequest, unknown[]>

/** Runs statements in a thread with a separate read-only connection. The thread starts with the first statement. */
export class SqliteReadLane implements ReadLane {
  readonly #path: string
  readonly #cancelled = new Int32Array(new SharedArrayBuffer(4))
  #thread: ReaderThread | undefined

  constructor(path: string) {
    this.#path = path
  }

  async execute<R>({ sql, parameters }: CompiledQuery, until: AbortSignal): Promise<QueryResult<R>> {
    until.throwIfAborted()
    const thread = (this.#thread ??= this.#start())
    const { id, answer } = thread.call({ sql, parameters })
    let overdue: NodeJS.Timeout | undefined
    const cancel = (): void => {
      Atomics.store(this.#cancelled, 0, id)
      overdue = setTimeout(() => this.#abandon(thread), noticeSeconds * 1000)
    }
    until.addEventListener('abort', cancel, { once: true })
    try {
      const rows = await answer
      until.throwIfAborted()
      return { rows: rows as R[] }
    } finally {
      clearTimeout(overdue)
      until.removeEventListener('abort', cancel)
    }
  }

  #start(): ReaderThread {
    const data: ReaderThreadData = { path: this.#path, cancelled: this.#cancelled }
    const thread: ReaderThread = new WorkerThread({ file, name: 'reader', data, unref: true })
    void thread.ended.then(() => this.#release(thread))
    return thread
  }

  /** Abandons a thread whose statement does not stop: a long step within SQLite cannot be interrupted. */
  #abandon(thread: ReaderThread): void {
    this.#release(thread)
    thread.terminate(new Error('The statement was given up.'))
  }

  /** Lets the next statement start another thread. */
  #release(thread: ReaderThread): void {
    if (this.#thread === thread) this.#thread = undefined
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread?.close(closeWithin)
  }
}
