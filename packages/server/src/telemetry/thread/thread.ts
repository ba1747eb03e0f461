import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { storageRefusal, unusableFile } from '../../db/connection/storage-fault.ts'
import { UnusableDatabase } from '../../db/connection/unusable-database.ts'
import { addBatch } from '../ingest/add-batch.ts'
import { openControl } from './control.ts'
import { debugImages } from '../reads/debug-images.ts'
import { histogram } from '../reads/histogram.ts'
import { plots } from '../reads/plots.ts'
import type { Reader } from '../reads/reader.ts'
import { singleValues } from '../reads/single-values.ts'
import { taskEvents } from '../reads/task-events.ts'
import { taskLog } from '../reads/task-log.ts'
import { Refusal } from './refusal.ts'
import { carryOutRemovals, deleteRemovalRecords } from '../removal/removals.ts'
import type { Answer, Inputs, Reply, Request, ThreadSettings, Verb } from './requests.ts'
import { openSqliteStore } from '../stores/sqlite.ts'
import type { TelemetryStore } from '../stores/store.ts'
import { oneAtATime } from './one-at-a-time.ts'

/** The program of the telemetry thread: opens its databases, answers each message with one message, and closes on request. */
const port = parentPort!
const settings = workerData as ThreadSettings
const store = await openStore(settings.store)
const control = await openControl(settings.controlDatabase)
// Batches are stored in the order of their arrival, so that log lines keep their order.
const inTurn = oneAtATime()

type Verbs = { readonly [V in Verb]: (input: Inputs[V]) => Promise<Answer<V>> }
const verbs: Verbs = {
  addBatch: (input) => inTurn(() => addBatch(store, control, input)),
  deleteBatchRecords: (which) => inTurn(() => store.deleteRecords(which)),
  taskEvents: ({ company, query }) => taskEvents(reader(company), query),
  taskLog: ({ company, query }) => taskLog(reader(company), query),
  plots: ({ company, query }) => plots(reader(company), query),
  histogram: ({ company, query }) => histogram(reader(company), query),
  singleValues: ({ company, query: { tasks, metrics } }) => singleValues(reader(company), tasks, metrics),
  debugImages: ({ company, query }) => debugImages(reader(company), query),
  remove: ({ owners }) =>
    inTurn(async () => {
      const stores = { events: store.db, control }
      await deleteRemovalRecords(stores)
      return carryOutRemovals(stores, owners)
    }),
}
const running = new Set<Promise<void>>()

port.on('message', (request: Request) => {
  if ('close' in request) return void close()
  const work = answer(request)
  running.add(work)
  void work.finally(() => running.delete(work))
})
send({ ready: true })

async function answer<V extends Verb>({
  id,
  verb,
  input,
}: {
  readonly id: number
  readonly verb: V
  readonly input: Inputs[V]
}): Promise<void> {
  try {
    send({ id, value: await verbs[verb](input) })
  } catch (error) {
    send(failure(id, error))
  }
}

function failure(id: number, error: unknown): Reply {
  const refusal = error instanceof Refusal ? error : storageRefusal(error)
  if (refusal !== undefined) return { id, refused: refusal.code, details: refusal.details }
  return error instanceof Error ? { id, failed: error.message, stack: error.stack } : { id, failed: String(error), stack: undefined }
}

function send(reply: Reply): void {
  port.postMessage(reply)
}

function reader(company: string): Reader {
  return { db: store.db, company }
}

async function openStore(where: ThreadSettings['store']): Promise<TelemetryStore> {
  if ('data' in where) return openFile(join(where.data, 'events.db'))
  // Imported only when needed, because most servers do not use PostgreSQL.
  const { openPostgresStore } = await import('../stores/postgres.ts')
  return openPostgresStore(where.postgres)
}

async function openFile(file: string): Promise<TelemetryStore> {
  try {
    return await openSqliteStore(file)
  } catch (error) {
    throw error instanceof UnusableDatabase ? error : unusableFile(file, error)
  }
}

async function close(): Promise<void> {
  await Promise.allSettled(running)
  await store[Symbol.asyncDispose]()
  await control.destroy()
  port.close()
}
