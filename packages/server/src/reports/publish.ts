import { type Move, moveTask, type TaskRow } from '../db/tables/tasks.ts'
import type { Actor } from '../scope.ts'
import { findOwnReport } from './find-report.ts'

/** Publishes a report, from any status: it is written, not run. */
export async function publishReport(tx: Actor, id: string, { reason, message }: Pick<Move, 'reason' | 'message'>): Promise<TaskRow> {
  return moveTask(tx, await findOwnReport(tx, id), 'published', { force: true, reason, message, set: { published: tx.now() } })
}
