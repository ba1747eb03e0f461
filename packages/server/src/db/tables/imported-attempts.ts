import type { ImportedAttempt } from '@clearway/contract'
import type { Tx } from '../../scope.ts'
import { rowBatches } from '../sql/row-batches.ts'
import { findQueueByName } from './queues.ts'

/** Replaces the attempts at a task of another server. All of them have ended. */
export async function replaceAttempts(tx: Tx, task: string, attempts: readonly ImportedAttempt[]): Promise<void> {
  const { db, company, newId } = tx
  const queues = new Map<string, string>()
  for (const name of new Set(attempts.flatMap(({ queue }) => queue ?? []))) {
    const queue = await findQueueByName(tx, name)
    if (queue !== undefined) queues.set(name, queue.id)
  }
  await db.deleteFrom('attempt').where('task', '=', task).where('company', '=', company).execute()
  const rows = attempts.map(({ number, queue = '', queued, claimed, started, ended, worker, lane, outcome, exit_code, reason = '' }) => ({
    id: newId(),
    company,
    task,
    number,
    worker,
    agent: worker,
    boot: null,
    home: null,
    kind: 'own' as const,
    lane,
    slot: null,
    session: null,
    state: outcome === 'lost' ? ('lost' as const) : ('ended' as const),
    queue: queues.get(queue) ?? '',
    queued: queued ?? null,
    claimed,
    started: started ?? null,
    ended,
    ended_as: outcome,
    confirm_by: null,
    lease_until: null,
    exit_code: exit_code ?? null,
    begin_iteration: 0,
    reason,
  }))
  for (const batch of rowBatches(rows)) await db.insertInto('attempt').values(batch).execute()
}
