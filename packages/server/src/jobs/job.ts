import type { Logger } from 'pino'
import type { StorageHealth } from '../storage-health.ts'

/** Something the server does by itself, again and again. */
export interface Job {
  readonly name: string
  /** Seconds between the end of one run and the beginning of the next. */
  readonly every: number
  readonly run: (signal: AbortSignal) => Promise<void>
}

interface JobWatch {
  readonly log: Logger
  readonly storage: StorageHealth
}

/** Runs jobs until disposed; a run that fails is logged and tried again at its next time. */
export function startJobs(jobs: readonly Job[], { log, storage }: JobWatch): AsyncDisposable {
  const stopping = new AbortController()
  const loops = jobs.map((job) => loop(job, { log, storage }, stopping.signal))
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await Promise.all(loops)
    },
  }
}

async function loop({ name, every, run }: Job, { log, storage }: JobWatch, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await pause(every * 1000, signal)
    if (signal.aborted) return
    try {
      await run(signal)
    } catch (error) {
      if (!signal.aborted) log.error({ err: storage.note(error) ?? error, job: name }, 'A job failed; it is tried again')
    }
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done, { once: true })
    function done(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}
