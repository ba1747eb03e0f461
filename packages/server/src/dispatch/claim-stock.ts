import { aliveSince } from '../db/tables/alive-since.ts'
import type { CallTx } from '../context.ts'
import { findQueue } from '../db/tables/queues.ts'
import { take, type Taken } from './take.ts'

const unlimited = Number.MAX_SAFE_INTEGER

/** What a published agent offers: it does not report what its machine has. */
const offer = { lane: 'step', slot: 0, gpus: unlimited, gpuMemory: unlimited, cpus: unlimited, memory: unlimited, labels: [] } as const

/**
 * Claims the first task of a queue for a published agent; with `only`, only if it is this task. The task stays queued until the agent reports
 * `started`; light tasks go to such agents only if no light lane is live.
 */
export async function claimForStockAgent(tx: CallTx, queue: string, only: string | undefined): Promise<Taken | undefined> {
  await findQueue(tx, queue)
  return take(tx, offer, {
    queues: [queue],
    // The call does not name which of a machine's agents it comes from; the agent's first status report does.
    worker: tx.machine,
    agent: tx.machine,
    boot: null,
    home: null,
    kind: 'stock',
    // The session identifies the agent when it asks whether it still has the task.
    session: tx.session,
    aliveSince: aliveSince(tx),
    confirmBy: tx.tick() + tx.settings.confirmSeconds * 1000,
    only,
  })
}
