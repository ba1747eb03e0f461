import type { queues } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { isoTime } from '../../db/sql/iso-time.ts'
import { findQueue } from '../../db/tables/queues.ts'
import { transact } from '../../db/connection/transaction.ts'
import { take } from '../../dispatch/take.ts'

/** How a published agent takes work. Its task stays queued until it says `started`; light tasks go to it only where no light lane lives. */
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
        // Which of a host's agents asks is not said; its first status report names it.
        worker: tx.machine,
        agent: tx.machine,
        boot: null,
        home: null,
        kind: 'stock',
        // By it the agent is known when it asks whether the task is still its own.
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
