import { pruneChanges } from '../changes/stream.ts'
import type { Logger } from 'pino'
import type { Scope } from '../context.ts'
import { forgetTaskWaits } from '../db/task-waits.ts'
import { leaseWatch } from '../dispatch/grace.ts'
import { stopSilentTasks } from '../dispatch/watchdog.ts'
import type { FileStore } from '../files/file-store.ts'
import { areEventRemovals } from '../db/event-removals.ts'
import type { Receipts } from '../http/receipts.ts'
import type { Presence } from '../presence.ts'
import type { Settings } from '../settings.ts'
import type { StorageHealth } from '../storage-health.ts'
import { stallWatch } from '../stall/watch.ts'
import { removeScheduledEvents } from '../telemetry/remove-scheduled.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import type { Job } from './job.ts'

export interface JobParts extends Scope {
  readonly settings: Settings
  readonly files: FileStore
  readonly receipts: Receipts
  readonly reader: Scope['db']
  readonly log: Logger
  readonly telemetry: Telemetry
  readonly presence: Presence
  readonly storage: StorageHealth
}

const hour = 3_600_000

/** All that the server does by itself. Each may run on several servers at once: their statements guard themselves. */
export function jobsOf(parts: JobParts): Job[] {
  const { settings, files, receipts } = parts
  const leases = leaseWatch(parts)
  return [
    { name: 'leases', every: leases.every, run: leases.look },
    { name: 'receipts', every: 0.2, run: () => receipts.sweep(parts) },
    { name: 'old receipts', every: 60, run: () => receipts.sweepOld(parts) },
    { name: 'stall watch', every: 2, run: stallWatch(parts).look },
    { name: 'watchdog', every: 30, run: () => stopSilentTasks(parts) },
    { name: 'change stream', every: 600, run: () => pruneChanges(parts, settings.retentionChangesHours * hour) },
    { name: 'deleted events', every: 5, run: () => removeEvents(parts) },
    { name: 'deleted files', every: 60, run: async () => void (await files.sweep(parts)) },
    { name: 'looks at others', every: 600, run: () => forgetTaskWaits(parts) },
    { name: 'sessions and scrolls', every: 600, run: () => forgetExpired(parts) },
  ]
}

/** Most are gone with the call that deleted their task. */
async function removeEvents(parts: JobParts): Promise<void> {
  if (await areEventRemovals(parts)) await removeScheduledEvents(parts)
}

async function forgetExpired({ db, now }: Scope): Promise<void> {
  await db.deleteFrom('session').where('expires', '<', now()).execute()
  await db.deleteFrom('scroll').where('expires', '<', now()).execute()
}
