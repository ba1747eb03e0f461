import type { tasks } from '@clearway/contract'
import type { CallTx, Context, Handler } from '../../context.ts'
import { childrenOf } from '../../db/tables/task-family.ts'
import { findOwnTask, type TaskRow } from '../../db/tables/tasks.ts'
import { transact } from '../../db/connection/transaction.ts'
import { inSlices } from '../../in-slices.ts'
import { archiveTask, unarchiveTask } from '../../tasks/archive.ts'

/** How many tasks one transaction changes. */
const tasksAtOnce = 100

export const archive: Handler<typeof tasks.archive> = async (
  { tasks: ids, include_pipeline_steps, status_reason, status_message },
  ctx,
) => {
  const all = await withSteps(ctx, ids, include_pipeline_steps === true)
  const change = { reason: status_reason, message: status_message }
  return { archived: await changeEach(ctx, all, (tx, task) => archiveTask(tx, task, change)) }
}

export const unarchive: Handler<typeof tasks.unarchive> = async ({ tasks: ids, include_pipeline_steps }, ctx) => {
  const all = await withSteps(ctx, ids, include_pipeline_steps === true)
  return { unarchived: await changeEach(ctx, all, unarchiveTask) }
}

/** Finds all tasks before the first one is changed, so that a call with a missing task changes nothing. */
async function withSteps(ctx: Context, ids: readonly string[], steps: boolean): Promise<readonly TaskRow[]> {
  return inSlices(ids, tasksAtOnce, async (slice) => {
    const found: TaskRow[] = []
    for (const id of slice) {
      const task = await findOwnTask(ctx, id)
      found.push(task, ...(steps ? await childrenOf(ctx, task.id) : []))
    }
    return found
  })
}

/** Changes tasks, a hundred per transaction. Answers how many. */
async function changeEach(ctx: Context, all: readonly TaskRow[], change: (tx: CallTx, task: TaskRow) => Promise<void>): Promise<number> {
  const changed = await inSlices(all, tasksAtOnce, (slice) =>
    transact(ctx, async (tx) => {
      // All calls lock in the same order, so that two calls that archive the same tasks do not wait for each other.
      for (const { id } of slice.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
        // Read again: another call may have changed the task since it was found.
        await change(tx, await findOwnTask(tx, id))
      return slice
    }),
  )
  return changed.length
}
