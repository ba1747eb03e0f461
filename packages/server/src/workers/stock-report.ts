import type { CallTx } from '../context.ts'
import type { WorkerReport } from '../db/tables/workers.ts'

/** The report of a published agent: it is one worker with one slot, and its starts cannot be told apart. */
export function stockReport({ remoteAddress }: CallTx, worker: string): WorkerReport {
  return { id: worker, agent: worker, boot: null, kind: 'stock', lane: 'step', slot: null, ip: remoteAddress }
}
