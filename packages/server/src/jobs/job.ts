import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Topic } from '../scope.ts'
import type { Signals } from '../signals/signals.ts'
import type { StorageHealth } from '../storage-health.ts'

/** Work that the server does by itself, periodically. */
export interface Job {
  readonly name: string
  /** Seconds between the end of one run and the beginning of the next. */
  readonly every: number
  /** `cluster`: runs on one of the servers of a database. `server`: runs on every server, because it concerns the server's own memory or absence. */
  readonly scope: 'cluster' | 'server'
  /** The signal that begins the next run at once. */
  readonly wakes?: Topic
  /** Answers in how many seconds the next run begins, if that is sooner than `every`. */
  readonly run: (signal: AbortSignal) => Promise<number | undefined | void>
}

interface JobDeps {
  readonly log: Logger
  readonly storage: StorageHealth
  readonly signals: Pick<Signals, 'on'>
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

async function loop(
  { name, every, scope, wakes, run }: Job,
  { log, storage, signals, isOwner }: JobDeps,
  signal: AbortSignal,
): Promise<void> {
  // Made anew before each run, so that a signal during the run is not missed.
  let woken = Promise.withResolvers<void>()
  const unsubscribe = wakes === undefined ? () => {} : signals.on(wakes, () => woken.resolve())
  signal.addEventListener('abort', unsubscribe, { once: true })
  let seconds = every
  while (await hasPassed(seconds * 1000, signal, woken.promise)) {
    woken = Promise.withResolvers()
    seconds = every
    try {
      if (scope === 'server' || (await isOwner())) seconds = Math.min(every, (await run(signal)) ?? every)
    } catch (error) {
      if (!signal.aborted) log.error({ err: storage.record(error) ?? error, job: name }, 'A job failed; it is tried again')
    }
  }
}

/** Waits for the time, or until it is woken, and answers true; answers false as soon as the signal is aborted. */
async function hasPassed(milliseconds: number, signal: AbortSignal, woken: Promise<void>): Promise<boolean> {
  const over = new AbortController()
  await Promise.race([woken, pause(milliseconds, undefined, { signal: AbortSignal.any([signal, over.signal]) }).catch(() => undefined)])
  over.abort()
  return !signal.aborted
}
