import { workerData } from 'node:worker_threads'
import { serveThread } from '../../worker-thread/serve-thread.ts'
import { retryWhileLocked } from './retry-while-locked.ts'
import { openSqliteFile } from './sqlite-file.ts'
import type { ReadRequest, ReaderThreadData } from './sqlite-read-lane.ts'

/** The program of the thread of `sqlite-read-lane.ts`: runs one statement after another on a read-only connection. */
const { path, cancelled } = workerData as ReaderThreadData
let running = 0
const { database } = openSqliteFile(path, { readOnly: true, isWanted: () => Atomics.load(cancelled, 0) !== running })

serveThread<ReadRequest>({
  answer: async ({ sql, parameters }, id) => {
    running = id
    const rows = await retryWhileLocked(async () => database.prepare(sql).all(parameters))
    return rows.map((row) => ({ ...(row as object) }))
  },
  close: () => database.close(),
  // The main thread recognizes storage faults by number and file.
  propertiesOf: (error) => {
    const { errcode, file } = error as { readonly errcode?: number; readonly file?: string }
    return { ...(errcode !== undefined && { errcode }), ...(file !== undefined && { file }) }
  },
})
