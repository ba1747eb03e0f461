import type { queues } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { isoTime } from '../../db/sql/iso-time.ts'
import { findQueue } from '../../db/tables/queues.ts'
import { transact } from '../../db/connection/transaction.ts'
import { take } from '../../dispatch/take.ts'

/**
 * Claims a task for a published agent. The task stays queued until the agent reports `started`; light tasks go to such agents only if no light lane
 * is live.
 */
export const get_next_task: Handler<typeof queues.get_next_task> = async ({ queue, get_task_info, task }, ctx) => {
  const unlimited = Number.MAX_SAFE_INTEGER
  const { settings } = ctx
  const taken = await transact(ctx, async (tx) => {
    await findQueue(tx, queue)
    return take(
      tx,
      { lane: 'step', slot: 0, gpus: unlimited, gpuMemory: unlimited, cpus: unlimited, memory: unlimited, labels: [] },
      {
        queues: [queue],
        // The call does not name which of a machine's agents it comes from; the agent's first status report does.
        worker: tx.machine,
        agent: tx.machine,
        boot: null,
        home: null,
        kind: 'stock',
        // The session identifies the agent when it asks whether it still has the task.
        session: tx.session,
        aliveSince: tx.tick() - settings.workerSeconds * 1000,
        confirmBy: tx.tick() + settings.confirmSeconds * 1000,
        only: task,
      },
    )
  })
  if (taken === undefined) return {}
  return {
    entry: { task: taken.task, added: isoTime(taken.added) },
    ...(get_task_info === true ? { task_info: { company: ctx.company, user: taken.user } } : {}),
  }
}
