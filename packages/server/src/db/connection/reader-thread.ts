import { parentPort, workerData } from 'node:worker_threads'
import { retryWhileLocked } from './retry-while-locked.ts'
import { openSqliteFile } from './sqlite-file.ts'
import type { ReaderThreadData, Thrown } from './sqlite-read-lane.ts'

type Asked = 'close' | { readonly id: number; readonly sql: string; readonly parameters: readonly unknown[] }

/** The program of the thread of `sqlite-read-lane.ts`: runs one statement after another on a read-only connection. */
const { path, cancelled } = workerData as ReaderThreadData
let running = 0
const { database } = openSqliteFile(path, { readOnly: true, isWanted: () => Atomics.load(cancelled, 0) !== running })

parentPort!.on('message', (asked: Asked) => {
  if (asked === 'close') {
    database.close()
    parentPort!.close()
    return
  }
  running = asked.id
  retryWhileLocked(async () => database.prepare(asked.sql).all(asked.parameters)).then(
    (rows) => parentPort!.postMessage({ id: asked.id, rows: rows.map((row) => ({ ...(row as object) })) }),
    (error: unknown) => parentPort!.postMessage({ id: asked.id, ...thrown(error) }),
  )
})

/** The parts of an error that are sent to the main thread, which recognizes storage faults by number and file. */
function thrown(error: unknown): Thrown {
  const { message, errcode, file } = error as Error & { readonly errcode?: number; readonly file?: string }
  return { error: message, ...(errcode === undefined ? {} : { errcode }), ...(file === undefined ? {} : { file }) }
}
