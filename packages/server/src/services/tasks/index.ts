import type { Implementation, tasks } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { pingTask } from '../../db/tables/task-signs-of-life.ts'
import { findTask } from '../../db/tables/tasks.ts'
import { renewStockLease } from '../../db/tables/leases.ts'
import { transact } from '../../db/connection/transaction.ts'
import { archive, unarchive } from './archive.ts'
import { clone } from './clone.ts'
import { create } from './create.ts'
import { delete as deleteAction } from './delete.ts'
import { dequeue } from './dequeue.ts'
import { edit } from './edit.ts'
import { enqueue } from './enqueue.ts'
import { explain } from './explain.ts'
import { get_all, get_all_ex } from './get_all.ts'
import { get_by_id } from './get_by_id.ts'
import { get_hyper_params } from './get_hyper_params.ts'
import { launch } from './launch.ts'
import { parts } from './parts.ts'
import { publish } from './publish.ts'
import { reset } from './reset.ts'
import { statuses } from './status.ts'
import { stop } from './stop.ts'
import { update } from './update.ts'
import { wait } from './wait.ts'

export const tasksService: Implementation<typeof tasks, Context> = {
  get_by_id,
  get_all,
  get_all_ex,
  get_hyper_params,
  wait,
  explain,
  create,
  clone,
  edit,
  update,
  ...parts,
  ...statuses,
  stop,
  publish,
  reset,
  enqueue,
  dequeue,
  archive,
  unarchive,
  delete: deleteAction,
  ping: async ({ task }, ctx) => {
    const { id } = await findTask(ctx, task)
    await transact(ctx, async (tx) => {
      await pingTask(tx, id)
      await renewStockLease(tx, id, tx.tick() + tx.settings.stockLeaseSeconds * 1000)
    })
    return {}
  },
  launch,
}
