import { hasEnded } from '@clearway/contract'
import type { Context } from '../context.ts'
import { liveAttemptOf } from '../db/attempts.ts'
import { hasSystemTag } from '../db/tags.ts'
import { childrenOf, editTask, moveTask, type TaskRow } from '../db/tasks.ts'
import { dequeueTask } from './enqueue.ts'

/** A worker of ClearML that said nothing for this long runs nothing any more. */
const silentMilliseconds = 600_000

export interface StopOptions {
  readonly force?: boolean | undefined
  readonly reason?: string | undefined
  readonly message?: string | undefined
}

/**
 * Asks for a task to stop: at once where nothing runs it, else by a request that lasts until its agent has ended the processes.
 * Answers whether it stopped at once.
 */
export async function stopTask(ctx: Context, task: TaskRow, { force, reason, message }: StopOptions): Promise<boolean> {
  const stopped = { reason: reason ?? '', message: message ?? `Stopped by ${ctx.user.name}` }
  const attempt = await liveAttemptOf(ctx, task.id)
  if (task.status === 'queued') {
    await dequeueTask(ctx, task, 'stopped', { ...stopped, force: true })
    return true
  }
  if (task.status === 'in_progress' && (attempt !== undefined || (await runsElsewhere(ctx, task)))) {
    await editTask(
      ctx,
      task,
      { stop_requested: 1, status_message: 'stopping', status_reason: reason ?? '' },
      { kind: 'status', update: false },
    )
    ctx.notify(`task:${task.id}`)
    return false
  }
  await moveTask(ctx, task, 'stopped', { ...stopped, force, set: { completed: ctx.now() } })
  return true
}

/** Runs under an agent that we did not hand it to, and that still reports. */
async function runsElsewhere(ctx: Context, task: TaskRow): Promise<boolean> {
  const inDevelopment = await hasSystemTag(ctx, task.id, 'development')
  return !inDevelopment && task.last_worker !== null && ctx.now() - task.last_update < silentMilliseconds
}

/** Stops what a controller had begun and has not ended: queued steps leave their queues, running ones are asked to stop. Finished ones stay as they are. */
export async function stopSteps(ctx: Context, controller: string): Promise<number> {
  let stopped = 0
  for (const child of await childrenOf(ctx, controller)) {
    if (child.status === 'created' || hasEnded(child.status)) continue
    await stopTask(ctx, child, { force: true, reason: 'pipeline stopped' })
    if (child.type === 'controller') await stopSteps(ctx, child.id)
    stopped += 1
  }
  return stopped
}
