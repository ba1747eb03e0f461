import type { Context } from '../../context.ts'
import type { WorkerReport } from '../../db/tables/workers.ts'

/** What every report of a published agent says: it is one worker with one place, and does not tell its starts apart. */
export function stockReport({ remoteAddress }: Context, worker: string): WorkerReport {
  return { id: worker, agent: worker, boot: null, kind: 'stock', lane: 'step', slot: null, ip: remoteAddress }
}
