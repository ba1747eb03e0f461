import type { CallTx } from '../context.ts'
import type { WorkerReport } from '../db/tables/workers.ts'

/** The report of a published agent: it is one worker with one slot, and one start of it cannot be distinguished from the next. */
export function stockReport({ remoteAddress }: CallTx, worker: string): WorkerReport {
  return { id: worker, agent: worker, boot: null, kind: 'stock', lane: 'step', slot: null, ip: remoteAddress }
}
