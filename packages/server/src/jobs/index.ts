import { pruneChanges } from '../changes/stream.ts'
import type { Scope } from '../context.ts'
import { expire } from '../dispatch/lost.ts'
import { stopSilentTasks } from '../dispatch/watchdog.ts'
import type { FileStore } from '../files/file-store.ts'
import type { Receipts } from '../http/receipts.ts'
import type { Settings } from '../settings.ts'
import type { Job } from './job.ts'

export interface JobParts extends Scope {
  readonly settings: Settings
  readonly files: FileStore
  readonly receipts: Receipts
  /** When this server started, on its wall clock. */
  readonly startedAt: number
}

const hour = 3_600_000

/** All that the server does by itself. Each may run on several servers at once: their statements guard themselves. */
export function jobsOf(parts: JobParts): Job[] {
  const { settings, files, receipts } = parts
  return [
    { name: 'leases', every: 1, run: () => expire(parts) },
    { name: 'receipts', every: 0.2, run: () => receipts.sweep(parts) },
    { name: 'watchdog', every: 30, run: () => stopSilentTasks(parts) },
    { name: 'change stream', every: 600, run: () => pruneChanges(parts, settings.retentionChangesHours * hour) },
    { name: 'deleted files', every: 60, run: async () => void (await files.sweep(parts)) },
    { name: 'sessions and scrolls', every: 600, run: () => forgetExpired(parts) },
  ]
}

async function forgetExpired({ db, now }: Scope): Promise<void> {
  await db.deleteFrom('session').where('expires', '<', now()).execute()
  await db.deleteFrom('scroll').where('expires', '<', now()).execute()
}
