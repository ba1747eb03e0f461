import { changeAll } from '../change-many.ts'
import type { CallTx, Context } from '../context.ts'
import type { ReaderFor, ReadFor } from '../db/sql/lock-row.ts'
import { childrenOf } from '../db/tables/task-family.ts'
import { findOwnTask, type TaskRow } from '../db/tables/tasks.ts'
import { inSlices } from '../in-slices.ts'
import { type ArchiveReason, archiveTask, unarchiveTask } from './archive.ts'

interface Choice {
  /** Whether the steps of controllers are changed with them. */
  readonly withSteps: boolean
}

/** Archives tasks. Returns how many. */
export async function archiveTasks(ctx: Context, ids: readonly string[], { withSteps, ...why }: Choice & ArchiveReason): Promise<number> {
  return changeTasks(ctx, await findAll(ctx, ids, withSteps), (tx, task) => archiveTask(tx, task, why))
}

/** Takes tasks out of the archive. Returns how many. */
export async function unarchiveTasks(ctx: Context, ids: readonly string[], { withSteps }: Choice): Promise<number> {
  return changeTasks(ctx, await findAll(ctx, ids, withSteps), unarchiveTask)
}

/** Archives a task, with its steps if that is asked for. */
export async function archiveWithSteps(tx: CallTx, id: string, { withSteps, ...why }: Choice & ArchiveReason): Promise<void> {
  for (const task of await taskWithSteps(tx, id, { withSteps, purpose: 'change' })) await archiveTask(tx, task, why)
}

/** Takes a task out of the archive, with its steps if that is asked for. */
export async function unarchiveWithSteps(tx: CallTx, id: string, { withSteps }: Choice): Promise<void> {
  for (const task of await taskWithSteps(tx, id, { withSteps, purpose: 'change' })) await unarchiveTask(tx, task)
}

/** How many tasks are found before other calls run in between. */
const tasksAtOnce = 100

/** Finds all tasks before the first one is changed, so that a call with a missing task changes nothing. */
async function findAll(ctx: Context, ids: readonly string[], withSteps: boolean): Promise<readonly string[]> {
  return inSlices(ids, tasksAtOnce, async (slice) => {
    const found: string[] = []
    for (const id of slice) for (const task of await taskWithSteps(ctx, id, { withSteps, purpose: 'refer' })) found.push(task.id)
    return found
  })
}

/** Changes tasks in one order, so that two calls that archive the same tasks do not wait for each other. Returns how many. */
async function changeTasks(ctx: Context, ids: readonly string[], change: (tx: CallTx, task: TaskRow) => Promise<void>): Promise<number> {
  // Each task is read again, because another call may have changed it since it was found.
  const changed = await changeAll(ctx, ids.toSorted(), async (tx, id) => change(tx, await findOwnTask(tx, id)))
  return changed.length
}

async function taskWithSteps<P extends ReadFor>(
  scope: ReaderFor<P>,
  id: string,
  { withSteps, purpose }: Choice & { readonly purpose: P },
): Promise<readonly TaskRow[]> {
  const task = await findOwnTask(scope, id, purpose)
  return withSteps ? [task, ...(await childrenOf(scope, task.id, purpose))] : [task]
}
