import type { queues } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { findQueue } from '../../db/queues.ts'
import { findOwnTask } from '../../db/tasks.ts'
import { transact } from '../../db/transaction.ts'
import { dequeueTask } from '../../tasks/enqueue.ts'
import { ActionError } from '../../errors.ts'

export const deleteQueue: Handler<typeof queues.delete> = async ({ queue: id, force }, ctx) =>
  transact(ctx, async (tx) => {
    await findQueue(tx, id, 'remove')
    const entries = await tx.db.selectFrom('queue_entry').select('task').where('queue', '=', id).orderBy('task').execute()
    if (entries.length > 0 && force !== true) throw new ActionError('queue_not_empty', { queue: id, tasks: entries.length })
    for (const { task } of entries) {
      const row = await findOwnTask(tx, task)
      if (row.status === 'queued') await dequeueTask(tx, row, undefined, { reason: 'queue deleted' })
    }
    await tx.db.deleteFrom('queue_entry').where('queue', '=', id).execute()
    await tx.db.deleteFrom('queue_tag').where('queue', '=', id).execute()
    await tx.db.deleteFrom('worker_queue').where('queue', '=', id).execute()
    await tx.db.deleteFrom('queue').where('id', '=', id).execute()
    tx.recordChange({ entity: 'queue', id, kind: 'deleted', rev: tx.now() })
    return { deleted: 1 }
  })
