import { UnusableDatabase } from '../../db/connection/unusable-database.ts'
import type { ThreadSettings } from './requests.ts'
import type { Telemetry } from '../telemetry.ts'
import { ThreadClient } from './thread-client.ts'

export interface TelemetryOptions extends ThreadSettings {
  /** Called when the thread has died. The thread is restarted without further action. */
  readonly onDeath: (error: Error) => void
}

/** A telemetry thread that loads its program, which takes longer than all else, and opens its databases when `open` is called. */
export interface StartingTelemetry extends AsyncDisposable {
  /** Refuses calls until `open` has resolved. */
  readonly telemetry: Telemetry
  /** To be called when the control database exists and is migrated. */
  readonly open: () => Promise<void>
}

/** Starts the telemetry thread. */
export function startTelemetry({ store, controlDatabase, onDeath }: TelemetryOptions): StartingTelemetry {
  // Both file names are literals, because bundlers and dead-code checks follow literals only.
  const program = new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js', import.meta.url)
  const gate = new Int32Array(new SharedArrayBuffer(4))
  const thread = new ThreadClient({ program, settings: { store, controlDatabase, gate }, onDeath })
  const started = thread.start()
  started.catch(() => {}) // Raised where it is awaited, if at all.
  const pass = (value: 1 | -1): void => {
    if (Atomics.compareExchange(gate, 0, 0, value) === 0) Atomics.notify(gate, 0)
  }
  return {
    telemetry: telemetryOver(thread),
    async open() {
      pass(1)
      try {
        await started
      } catch (error) {
        // An error loses its class when it crosses from a thread; only its name remains.
        throw error instanceof Error && error.name === 'UnusableDatabase' ? new UnusableDatabase(error.message, { cause: error }) : error
      }
    },
    async [Symbol.asyncDispose]() {
      pass(-1)
      await started.catch(() => {}) // It has ended.
      await thread[Symbol.asyncDispose]()
    },
  }
}

/** Starts the telemetry thread over databases that are there. */
export async function openTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const starting = startTelemetry(options)
  await starting.open()
  return starting.telemetry
}

/** Implements `Telemetry` by requests to the thread. Of a scope only what can be cloned is sent. */
export function telemetryOver(thread: ThreadClient): Telemetry {
  return {
    isIdle: () => thread.isIdle,
    addBatch: ({ company, now }, lines, source, key) => {
      const owned = ownBuffer(lines)
      const batchKey = key && { key: key.key, replaces: key.replaces }
      return thread.call('addBatch', { company, now: now(), lines: owned, source, batchKey }, [owned.buffer])
    },
    deleteBatchRecords: (which) => thread.call('deleteBatchRecords', which),
    taskEvents: ({ company }, query) => thread.call('taskEvents', { company, query }),
    taskLog: ({ company }, query) => thread.call('taskLog', { company, query }),
    searchLog: ({ company }, query) => thread.call('searchLog', { company, query }),
    plots: ({ company }, query) => thread.call('plots', { company, query }),
    histogram: ({ company }, query) => thread.call('histogram', { company, query }),
    singleValues: ({ company }, tasks, metrics) => thread.call('singleValues', { company, query: { tasks, metrics } }),
    histograms: ({ company }, query) => thread.call('histograms', { company, query }),
    followScalars: ({ company }, query) => thread.call('followScalars', { company, query }),
    metricNames: ({ company }, query) => thread.call('metricNames', { company, query }),
    rawPoints: ({ company }, query) => thread.call('rawPoints', { company, query }),
    latestValues: ({ company }, query) => thread.call('latestValues', { company, query }),
    vectors: ({ company }, query) => thread.call('vectors', { company, query }),
    samplePages: ({ company }, query) => thread.call('samplePages', { company, query }),
    firstSample: ({ company }, query) => thread.call('firstSample', { company, query }),
    nextSample: ({ company }, query) => thread.call('nextSample', { company, query }),
    clearLog: ({ company }, task, before) => thread.call('clearLog', { company, task, before }),
    remove: (owners) => thread.call('remove', { owners }),
    [Symbol.asyncDispose]: () => thread[Symbol.asyncDispose](),
  }
}

/** Copies a small buffer, because it shares memory with other buffers, which a transfer would detach as well. */
function ownBuffer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes
  const whole = buffer instanceof ArrayBuffer && bytes.byteLength === buffer.byteLength
  return whole ? new Uint8Array(buffer) : Uint8Array.from(bytes)
}
