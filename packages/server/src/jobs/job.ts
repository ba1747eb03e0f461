import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { StorageHealth } from '../storage-health.ts'

/** Work that the server does by itself, periodically. */
export interface Job {
  readonly name: string
  /** Seconds between the end of one run and the beginning of the next. */
  readonly every: number
  /** `cluster`: runs on one of the servers of a database. `server`: runs on every server, because it concerns the server's own memory or absence. */
  readonly scope: 'cluster' | 'server'
  readonly run: (signal: AbortSignal) => Promise<void>
}

interface JobDeps {
  readonly log: Logger
  readonly storage: StorageHealth
  /** Whether this server runs the jobs of the cluster. */
  readonly isOwner: () => Promise<boolean>
}

/** Runs jobs until disposed; a run that fails is logged and tried again at its next time. */
export function runJobs(jobs: readonly Job[], deps: JobDeps): AsyncDisposable {
  const stopping = new AbortController()
  const loops = jobs.map((job) => loop(job, deps, stopping.signal))
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await Promise.all(loops)
    },
  }
}

async function loop({ name, every, scope, run }: Job, { log, storage, isOwner }: JobDeps, signal: AbortSignal): Promise<void> {
  while (await hasPassed(every * 1000, signal)) {
    try {
      if (scope === 'server' || (await isOwner())) await run(signal)
    } catch (error) {
      if (!signal.aborted) log.error({ err: storage.note(error) ?? error, job: name }, 'A job failed; it is tried again')
    }
  }
}

/** Waits, and answers true; answers false as soon as the signal is aborted. */
async function hasPassed(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  await pause(milliseconds, undefined, { signal }).catch(() => undefined)
  return !signal.aborted
}
