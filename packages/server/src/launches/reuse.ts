import { hasCompleted } from '@clearway/contract'
import { filePathOf } from '@clearway/contract/file-address'
import type { OperationTx } from '../context.ts'
import { findAttempt } from '../db/tables/attempts.ts'
import { addLaunch } from '../db/tables/launches.ts'
import { addAlias } from '../db/tables/task-aliases.ts'
import { deleteTaskRows } from '../db/tables/delete-task.ts'
import { outputUris, writeParams } from '../db/tables/task-parts.ts'
import { hasSystemTag } from '../db/tables/tags.ts'
import { childrenOf, draftsBelow } from '../db/tables/task-family.ts'
import { findTask, isOwnTask, type TaskRow } from '../db/tables/tasks.ts'
import { definitionOf, stepName } from './definition.ts'
import { type FirstDecision, firstDecision } from './first-decision.ts'
import { matchLaunch, parentsOf } from './match.ts'

/**
 * Answers the task of an earlier launch when a restarted Python controller launches a step again, which is how an unmodified pipeline resumes. The
 * new draft is deleted, and its id becomes an alias of the earlier task. Answers undefined for a new launch, which is recorded for later
 * incarnations. Runs inside the enqueue's transaction.
 */
export async function reuseLaunch(tx: OperationTx, draft: TaskRow): Promise<TaskRow | undefined> {
  const controller = await launcherOf(tx, draft)
  const { attempt } = tx
  if (controller === undefined || attempt === undefined) return undefined
  const key = {
    controller: controller.id,
    generation: controller.generation,
    incarnation: attempt.number,
    step: stepName(draft.name),
  }
  const definition = await definitionOf(tx, controller.id, draft.id, await parentsOf(tx, key))
  const { ordinal, task } = await matchLaunch(tx, key, definition)
  if (attempt.number > 1) await dropOldDrafts(tx, attempt.id, draft)
  const decision = task === undefined ? await firstDecision(tx, key, definition) : undefined
  const known = task ?? decision?.task
  const recordLaunch = (made: string): Promise<void> =>
    addLaunch(tx, key, { definition: definition.hash, parts: definition.parts, ordinal, task: made })
  const earlier = known === undefined ? undefined : await usable(tx, known)
  if (earlier === undefined) {
    await recordLaunch(draft.id)
    return undefined
  }
  await recordLaunch(earlier.id)
  await deleteTaskRows(tx, draft)
  await addAlias(tx, draft.id, earlier.id)
  if (decision !== undefined) await recordDecision(tx, earlier, decision)
  tx.log.info(
    { controller: controller.id, step: draft.name, task: earlier.id, asked: draft.id, status: earlier.status },
    'A step is known from before the restart',
  )
  return earlier
}

/** Records on the step, as a user property, that the launch from before the restart was kept, and what the new launch asked for differently. */
async function recordDecision(tx: OperationTx, { id }: TaskRow, { differs }: FirstDecision): Promise<void> {
  const value = `kept from before a restart, which asked for another ${differs.join(', ')}`
  await writeParams(tx, id, [{ section: 'properties', name: 'resumed', value }], 'merge')
}

/** The pipeline controller whose attempt is calling, if the draft is a step of it. Its row is locked. */
async function launcherOf(tx: OperationTx, draft: TaskRow): Promise<TaskRow | undefined> {
  if (tx.attempt === undefined || draft.status !== 'created' || draft.parent !== tx.attempt.task) return undefined
  // The lock makes launches of one controller wait for each other, because they are numbered.
  const controller = await findTask(tx, tx.attempt.task, 'change')
  // Only pipelines repeat their launches after a restart. A scheduler that starts again has to launch its hourly job again.
  return (await hasSystemTag(tx, controller.id, 'pipeline')) ? controller : undefined
}

/** The task, if it can be reused: it exists, and if it has completed, its files still exist. */
async function usable(tx: OperationTx, id: string): Promise<TaskRow | undefined> {
  if (!(await isOwnTask(tx, id))) return undefined
  const row = await findTask(tx, id)
  if (!hasCompleted(row.status)) return row
  for (const uri of await outputUris(tx, id)) {
    const path = filePathOf(uri)
    if (path !== undefined && (await tx.files.find(tx, path)) === undefined) return undefined
  }
  return row
}

/** Deletes drafts that an earlier incarnation made for this step and never enqueued. */
async function dropOldDrafts(tx: OperationTx, attempt: string, draft: TaskRow): Promise<void> {
  const began = await findAttempt(tx, attempt)
  if (began === undefined) return
  const old = new Set(await draftsBelow(tx, began.task, { name: draft.name, createdBefore: began.claimed }))
  for (const child of await childrenOf(tx, began.task)) if (old.has(child.id) && child.id !== draft.id) await deleteTaskRows(tx, child)
}
