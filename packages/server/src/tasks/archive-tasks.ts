import type { CallTx, Context } from '../context.ts'
import { transact } from '../db/connection/transaction.ts'
import { childrenOf } from '../db/tables/task-family.ts'
import { findOwnTask, type TaskRow } from '../db/tables/tasks.ts'
import { inSlices } from '../in-slices.ts'
import { type ArchiveReason, archiveTask, unarchiveTask } from './archive.ts'

/** How many tasks one transaction changes. */
const tasksAtOnce = 100

interface Choice {
  /** Whether the steps of controllers are changed with them. */
  readonly withSteps: boolean
}

/** Archives tasks. Returns how many. */
export async function archiveTasks(ctx: Context, ids: readonly string[], { withSteps, ...why }: Choice & ArchiveReason): Promise<number> {
  return changeEach(ctx, await findAll(ctx, ids, withSteps), (tx, task) => archiveTask(tx, task, why))
}

/** Takes tasks out of the archive. Returns how many. */
export async function unarchiveTasks(ctx: Context, ids: readonly string[], { withSteps }: Choice): Promise<number> {
  return changeEach(ctx, await findAll(ctx, ids, withSteps), unarchiveTask)
}

/** Finds all tasks before the first one is changed, so that a call with a missing task changes nothing. */
async function findAll(ctx: Context, ids: readonly string[], withSteps: boolean): Promise<readonly TaskRow[]> {
  return inSlices(ids, tasksAtOnce, async (slice) => {
    const found: TaskRow[] = []
    for (const id of slice) {
      const task = await findOwnTask(ctx, id)
      found.push(task, ...(withSteps ? await childrenOf(ctx, task.id) : []))
    }
    return found
  })
}

/** Changes tasks, a hundred per transaction. Returns how many. */
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
