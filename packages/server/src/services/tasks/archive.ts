import type { tasks } from '@clearway/contract'
import type { CallTx, Context, Handler } from '../../context.ts'
import { setTag } from '../../db/tags.ts'
import { childrenOf, editTask, findOwnTask, type TaskRow } from '../../db/tasks.ts'
import { transact } from '../../db/transaction.ts'
import { stopTask } from '../../dispatch/stop.ts'
import { inSlices } from '../../in-slices.ts'

/** How many tasks one transaction changes. */
const tasksAtOnce = 100

export const archive: Handler<typeof tasks.archive> = async (
  { tasks: ids, include_pipeline_steps, status_reason, status_message },
  ctx,
) => {
  const archived = await changeEach(ctx, await withSteps(ctx, ids, include_pipeline_steps === true), async (tx, task) => {
    if (task.status === 'queued' || task.status === 'in_progress')
      await stopTask(tx, task, { force: true, reason: status_reason, message: status_message })
    await setTag(tx, 'task', task.id, 'system_tags', 'archived', true)
  })
  return { archived }
}

export const unarchive: Handler<typeof tasks.unarchive> = async ({ tasks: ids, include_pipeline_steps }, ctx) => {
  const unarchived = await changeEach(ctx, await withSteps(ctx, ids, include_pipeline_steps === true), (tx, task) =>
    setTag(tx, 'task', task.id, 'system_tags', 'archived', false),
  )
  return { unarchived }
}

/** All tasks are known before the first is changed: a call that names one which is not there changes nothing. */
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

/** Changes tasks, a hundred in each transaction. Answers how many. */
async function changeEach(ctx: Context, all: readonly TaskRow[], change: (tx: CallTx, task: TaskRow) => Promise<void>): Promise<number> {
  const changed = await inSlices(all, tasksAtOnce, (slice) =>
    transact(ctx, async (tx) => {
      // In one order, so that two who archive the same tasks do not wait for each other.
      for (const { id } of slice.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
        // As it is by now: another call may have changed it since it was looked up.
        const task = await findOwnTask(tx, id)
        await change(tx, task)
        await editTask(tx, task, {})
      }
      return slice
    }),
  )
  return changed.length
}
