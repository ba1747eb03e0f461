import { deleteExpired } from '../db/tables/sessions.ts'
import { transact } from '../db/connection/transaction.ts'
import { pruneChanges } from '../db/tables/changes.ts'
import type { Logger } from 'pino'
import type { ReadConnection, Scope } from '../scope.ts'
import type { ClusterOwner } from '../db/connection/cluster-owner.ts'
import { leaseWatch } from '../dispatch/lease-watch.ts'
import { stopSilentTasks } from '../dispatch/watchdog.ts'
import type { FileStore } from '../files/file-store.ts'
import { areEventRemovals } from '../db/tables/event-removals.ts'
import type { IdempotencyRecords } from '../idempotency/idempotency-records.ts'
import type { Presence } from '../presence.ts'
import type { RunCache } from '../runs/run-cache.ts'
import { continueRuns, endOverdue, progressWriter } from '../runs/drive-runs.ts'
import { fireDue } from '../schedules/fire-due.ts'
import { repeatWhile } from '../repeat-while.ts'
import type { Settings } from '../settings.ts'
import type { Signals } from '../signals/signals.ts'
import type { StorageHealth } from '../storage-health.ts'
import { freeSlotsOfPausedRuns } from '../runs/free-slots.ts'
import { recordQueues } from '../load/record-queues.ts'
import { deleteGoneContainers } from '../db/tables/serving-containers.ts'
import { thinOutLoad } from '../load/thin-out.ts'
import { type DueCures, stallWatchSeconds } from '../stall/due-cures.ts'
import { endOldWaits } from '../stall/record-waits.ts'
import { stallWatch } from '../stall/watch.ts'
import { removeScheduledEvents } from '../telemetry/removal/remove-scheduled.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import { fireTriggers } from '../triggers/fire-triggers.ts'
import { type Job, runJobs } from './job.ts'

export interface JobDeps extends Scope {
  readonly settings: Settings
  readonly files: FileStore
  readonly records: IdempotencyRecords
  readonly reader: ReadConnection
  readonly log: Logger
  readonly telemetry: Telemetry
  readonly presence: Presence
  readonly storage: StorageHealth
  readonly signals: Signals
  readonly cache: RunCache
  readonly dueCures: DueCures
  readonly isOwner: ClusterOwner['isOwner']
}

const hourMilliseconds = 3_600_000

/** Starts all jobs. Disposing waits for the running ones to end. */
export function startJobs(deps: JobDeps): AsyncDisposable {
  return runJobs(jobsOf(deps), deps)
}

/** A job of the cluster may still run on two servers for a moment, when the owner changes: its statements are guarded by their `where`. */
function jobsOf(deps: JobDeps): Job[] {
  const { settings, files, records } = deps
  const leases = leaseWatch(deps)
  const showProgress = progressWriter(deps)
  return [
    { name: 'leases', scope: 'server', every: leases.every, run: leases.check },
    { name: 'idempotency records', scope: 'server', every: 0.2, run: () => records.sweep(deps) },
    { name: 'old idempotency records', scope: 'cluster', every: 60, run: () => records.sweepOld(deps) },
    { name: 'paused runs', scope: 'cluster', every: 2, run: () => freeSlotsOfPausedRuns(deps) },
    { name: 'stall watch', scope: 'cluster', every: stallWatchSeconds, run: stallWatch(deps).check },
    { name: 'runs', scope: 'cluster', every: 1, wakes: 'runs', run: (signal) => continueRuns(deps, signal) },
    { name: 'progress of runs', scope: 'cluster', every: 0.3, run: showProgress },
    { name: 'time limits', scope: 'cluster', every: 0.2, run: () => endOverdue(deps) },
    { name: 'schedules', scope: 'cluster', every: 5, wakes: 'schedules', run: (signal) => fireDue(deps, signal) },
    { name: 'triggers', scope: 'cluster', every: 1, run: (signal) => fireTriggers(deps, signal) },
    { name: 'watchdog', scope: 'server', every: 30, run: () => stopSilentTasks(deps) },
    {
      name: 'change stream',
      scope: 'cluster',
      every: 600,
      run: (signal) =>
        repeatWhile(signal, () => transact(deps, (tx) => pruneChanges(tx, settings.retentionChangesHours * hourMilliseconds))),
    },
    { name: 'deleted events', scope: 'cluster', every: 5, run: () => removeEvents(deps) },
    { name: 'deleted files', scope: 'cluster', every: 60, run: async () => void (await files.sweep(deps)) },
    { name: 'observed waits', scope: 'cluster', every: 15, run: () => endOldWaits(deps) },
    { name: 'lengths of queues', scope: 'cluster', every: 10, run: () => recordQueues(deps) },
    { name: 'old load', scope: 'cluster', every: 60, run: (signal) => thinOutLoad(deps, signal) },
    { name: 'gone containers', scope: 'cluster', every: 600, run: () => transact(deps, deleteGoneContainers) },
    { name: 'sessions and scrolls', scope: 'cluster', every: 600, run: () => transact(deps, deleteExpired) },
  ]
}

/** Removes the events of deleted tasks that the deleting call could not remove itself. */
async function removeEvents(deps: JobDeps): Promise<void> {
  if (await areEventRemovals(deps)) await removeScheduledEvents(deps)
}
