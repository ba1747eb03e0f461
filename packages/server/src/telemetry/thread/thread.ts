import { join } from 'node:path'
import { workerData } from 'node:worker_threads'
import { storageRefusal, unusableFile } from '../../db/connection/storage-fault.ts'
import { UnusableDatabase } from '../../db/connection/unusable-database.ts'
import { serveThread } from '../../worker-thread/serve-thread.ts'
import { addBatch } from '../ingest/add-batch.ts'
import { openControl } from './control.ts'
import { followScalars } from '../reads/follow-scalars.ts'
import { histogram, histograms } from '../reads/histogram.ts'
import { latestValues } from '../reads/latest-values.ts'
import { metricNames } from '../reads/metric-names.ts'
import { rawPoints } from '../reads/raw-points.ts'
import { samplePages } from '../reads/sample-pages.ts'
import { firstSample, nextSample } from '../reads/sample-steps.ts'
import { searchLog } from '../reads/search-log.ts'
import { vectors } from '../reads/vectors.ts'
import { clearLog } from '../removal/clear-log.ts'
import { plots } from '../reads/plots.ts'
import type { Reader } from '../reads/reader.ts'
import { singleValues } from '../reads/single-values.ts'
import { taskEvents } from '../reads/task-events.ts'
import { taskLog } from '../reads/task-log.ts'
import { Refusal } from './refusal.ts'
import { carryOutRemovals, deleteRemovalRecords } from '../removal/removals.ts'
import type { Answer, Inputs, Request, SentRefusal, ThreadSettings, Verb } from './requests.ts'
import { openSqliteStore } from '../stores/sqlite.ts'
import type { TelemetryStore } from '../stores/store.ts'
import { oneAtATime } from './one-at-a-time.ts'

/** The program of the telemetry thread: opens its databases, answers each message with one message, and closes on request. */
const settings = workerData as ThreadSettings
if (settings.gate !== undefined) {
  // Blocks the thread, which has nothing else to do.
  Atomics.wait(settings.gate, 0, 0)
  if (Atomics.load(settings.gate, 0) < 0) process.exit()
}
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
  searchLog: ({ company, query }) => searchLog(reader(company), query),
  plots: ({ company, query }) => plots(reader(company), query),
  histogram: ({ company, query }) => histogram(reader(company), query),
  singleValues: ({ company, query: { tasks, metrics } }) => singleValues(reader(company), tasks, metrics),
  histograms: ({ company, query }) => histograms(reader(company), query),
  followScalars: ({ company, query }) => followScalars(reader(company), query),
  metricNames: ({ company, query }) => metricNames(reader(company), query),
  rawPoints: ({ company, query }) => rawPoints(reader(company), query),
  latestValues: ({ company, query }) => latestValues(reader(company), query),
  vectors: ({ company, query }) => vectors(reader(company), query),
  samplePages: ({ company, query }) => samplePages(reader(company), query),
  firstSample: ({ company, query }) => firstSample(reader(company), query),
  nextSample: ({ company, query }) => nextSample(reader(company), query),
  clearLog: (lines) => inTurn(() => clearLog(store.db, lines)),
  remove: ({ owners }) =>
    inTurn(async () => {
      const stores = { events: store.db, control }
      await deleteRemovalRecords(stores)
      return carryOutRemovals(stores, owners)
    }),
}

serveThread<Request>({
  answer: ({ verb, input }) => answer(verb, input),
  close: async () => {
    await store[Symbol.asyncDispose]()
    await control.destroy()
  },
  propertiesOf: (error) => {
    const refusal = error instanceof Refusal ? error : storageRefusal(error)
    return refusal === undefined ? {} : ({ refused: refusal.code, details: refusal.details } satisfies SentRefusal)
  },
})

function answer<V extends Verb>(verb: V, input: Inputs[V]): Promise<Answer<V>> {
  return verbs[verb](input)
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
