import { hasCompleted } from '@clearway/contract'
import { filePathOf } from '@clearway/contract/file-address'
import type { OperationTx } from '../context.ts'
import { deleteTaskRows } from '../db/delete-task.ts'
import { writeParams } from '../db/documents/task-parts.ts'
import { hasSystemTag } from '../db/tags.ts'
import { childrenOf, findTask, type TaskRow } from '../db/tasks.ts'
import { definitionOf, stepName } from './definition.ts'
import { type FirstDecision, firstDecision } from './first-decision.ts'
import { matchLaunch, noteLaunch, parentsOf } from './match.ts'

/**
 * How an unmodified Python pipeline goes on after a restart: its controller creates and enqueues every step anew, and a launch that an
 * earlier incarnation made already is answered by that one's task. The new draft goes, and its id stands for the earlier task from here on.
 * Answers that task; or undefined, and the launch is noted for later incarnations. Runs inside the enqueue's transaction.
 */
export async function reuseLaunch(ctx: OperationTx, draft: TaskRow): Promise<TaskRow | undefined> {
  const controller = await launcherOf(ctx, draft)
  if (controller === undefined) return undefined
  const place = {
    controller: controller.id,
    generation: controller.generation,
    incarnation: ctx.attempt!.number,
    step: stepName(draft.name),
  }
  const definition = await definitionOf(ctx, controller.id, draft.id, await parentsOf(ctx, place))
  const { ordinal, task } = await matchLaunch(ctx, place, definition)
  await dropOldDrafts(ctx, controller.id, draft)
  const decision = task === undefined ? await firstDecision(ctx, place, definition) : undefined
  const known = task ?? decision?.task
  const earlier = known === undefined ? undefined : await usable(ctx, known)
  if (earlier === undefined) {
    await noteLaunch(ctx, place, definition, ordinal, draft.id)
    return undefined
  }
  await noteLaunch(ctx, place, definition, ordinal, earlier.id)
  await deleteTaskRows(ctx, draft)
  await ctx.db.insertInto('task_alias').values({ alias: draft.id, company: ctx.company, task: earlier.id }).execute()
  if (decision !== undefined) await noteDecision(ctx, earlier, decision)
  ctx.log.info(
    { controller: controller.id, step: draft.name, task: earlier.id, asked: draft.id, status: earlier.status },
    'A step is known from before the restart',
  )
  return earlier
}

/** Whoever looks at the step sees that it kept what was asked for first. */
async function noteDecision(ctx: OperationTx, { id }: TaskRow, { differs }: FirstDecision): Promise<void> {
  const value = `kept from before a restart, which asked for another ${differs.join(', ')}`
  await writeParams(ctx, id, [{ section: 'properties', name: 'resumed', value }], 'merge')
}

/** The pipeline controller whose attempt is calling, if the draft is a step of it. */
async function launcherOf(ctx: OperationTx, draft: TaskRow): Promise<TaskRow | undefined> {
  if (ctx.attempt === undefined || draft.status !== 'created' || draft.parent !== ctx.attempt.task) return undefined
  // Its launches are counted one after another.
  const controller = await findTask(ctx, ctx.attempt.task, 'change')
  // A scheduler that starts anew has to launch its hourly job again; only pipelines say the same twice.
  return (await hasSystemTag(ctx, controller.id, 'pipeline')) ? controller : undefined
}

/** A task that ended well counts only as long as its files are there. */
async function usable(ctx: OperationTx, id: string): Promise<TaskRow | undefined> {
  const task = await ctx.db.selectFrom('task').select('id').where('id', '=', id).where('company', '=', ctx.company).executeTakeFirst()
  if (task === undefined) return undefined
  const row = await findTask(ctx, id)
  if (!hasCompleted(row.status)) return row
  const artifacts = await ctx.db.selectFrom('task_artifact').select('uri').where('task', '=', id).where('mode', '=', 'output').execute()
  for (const { uri } of artifacts) {
    const path = filePathOf(uri)
    if (path !== undefined && (await ctx.files.find(ctx, path)) === undefined) return undefined
  }
  return row
}

/** What an earlier incarnation made for this step and never enqueued is nobody's any more. */
async function dropOldDrafts(ctx: OperationTx, controller: string, draft: TaskRow): Promise<void> {
  const began = await ctx.db.selectFrom('attempt').select('claimed').where('id', '=', ctx.attempt!.id).executeTakeFirst()
  if (began === undefined || ctx.attempt!.number === 1) return
  const created = await ctx.db
    .selectFrom('task')
    .select('id')
    .where('parent', '=', controller)
    .where('status', '=', 'created')
    .where('name', '=', draft.name)
    .where('created', '<', began.claimed)
    .execute()
  const old = new Set(created.map(({ id }) => id))
  for (const child of await childrenOf(ctx, controller)) if (old.has(child.id) && child.id !== draft.id) await deleteTaskRows(ctx, child)
}
