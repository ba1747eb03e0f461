import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { startThread } from '../start-thread.ts'

/** Built or from source, the thread's file lies beside this one. */
const threadFile = new URL(import.meta.url.endsWith('.ts') ? './reader-thread.ts' : './reader-thread.js', import.meta.url)

type Reply = { readonly id: number; readonly rows: unknown[] } | { readonly id: number; readonly error: string }

/**
 * A Kysely whose statements run in a thread with a read-only connection of its own, so that a long list never holds up the main thread's
 * writes. The thread starts at the first statement.
 */
export function openThreadReader<DB>(path: string): Kysely<DB> {
  const driver = new ThreadDriver(path)
  return new Kysely<DB>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => driver,
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  })
}

class ThreadDriver implements Driver {
  readonly #path: string
  readonly #pending = new Map<number, { resolve: (rows: unknown[]) => void; reject: (error: Error) => void }>()
  #worker: Worker | undefined
  #next = 0

  constructor(path: string) {
    this.#path = path
  }

  init(): Promise<void> {
    return Promise.resolve()
  }

  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve({
      executeQuery: async <R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> => ({
        rows: (await this.#ask(sql, parameters)) as R[],
      }),
      streamQuery: () => {
        throw new Error('The reader thread does not stream: page instead.')
      },
    })
  }

  #ask(sql: string, parameters: readonly unknown[]): Promise<unknown[]> {
    const worker = (this.#worker ??= this.#start())
    const id = (this.#next += 1)
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject })
      worker.postMessage({ id, sql, parameters })
    })
  }

  #start(): Worker {
    const worker = startThread(threadFile, { workerData: { path: this.#path }, name: 'reader' })
    worker.unref()
    worker.on('message', (reply: Reply) => {
      const asked = this.#pending.get(reply.id)
      this.#pending.delete(reply.id)
      if ('error' in reply) asked?.reject(new Error(reply.error))
      else asked?.resolve(reply.rows)
    })
    const end = (error: Error): void => {
      this.#worker = undefined
      for (const { reject } of this.#pending.values()) reject(error)
      this.#pending.clear()
    }
    worker.on('error', end)
    worker.on('exit', (code) => end(new Error(`The reader thread ended (${code}).`)))
    return worker
  }

  beginTransaction(): Promise<void> {
    return Promise.reject(new Error('The reader only reads: write over the main connection.'))
  }
  commitTransaction(): Promise<void> {
    return Promise.resolve()
  }
  rollbackTransaction(): Promise<void> {
    return Promise.resolve()
  }
  releaseConnection(): Promise<void> {
    return Promise.resolve()
  }

  async destroy(): Promise<void> {
    const worker = this.#worker
    if (worker === undefined) return
    const ended = once(worker, 'exit')
    worker.ref()
    worker.postMessage('close')
    await ended
  }
}
