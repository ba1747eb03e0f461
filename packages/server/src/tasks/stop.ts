import { hasEnded } from '@clearway/contract'
import type { Actor } from '../scope.ts'
import { liveAttemptOf } from '../db/tables/attempts.ts'
import { hasSystemTag } from '../db/tables/tags.ts'
import { assertMove, editTask, moveTask, offspringOf, type TaskRow } from '../db/tables/tasks.ts'
import { dequeueTask } from './enqueue.ts'

/** A worker of ClearML that said nothing for this long runs nothing any more. */
const silentMilliseconds = 600_000

/** A transaction in the name of the user or the server that stops something. */
export type Stopper = Actor & { readonly user: { readonly name: string } }

export interface StopOptions {
  readonly force?: boolean | undefined
  readonly reason?: string | undefined
  readonly message?: string | undefined
}

/**
 * Asks for a task to stop: at once where nothing runs it, else by a request that lasts until its agent has ended the processes. What has ended
 * stays as it is.
 * Answers whether it stopped at once.
 */
export async function stopTask(actor: Stopper, task: TaskRow, { force, reason, message }: StopOptions): Promise<boolean> {
  const stopped = { reason: reason ?? '', message: message ?? `Stopped by ${actor.user.name}` }
  if (hasEnded(task.status)) {
    assertMove(task, 'stopped', { force })
    return true
  }
  const attempt = await liveAttemptOf(actor, task.id)
  if (task.status === 'queued') {
    await dequeueTask(actor, task, 'stopped', { ...stopped, force: true })
    return true
  }
  if (task.status === 'in_progress' && (attempt !== undefined || (await runsElsewhere(actor, task)))) {
    await editTask(
      actor,
      task,
      { stop_requested: 1, status_message: 'stopping', status_reason: reason ?? '' },
      { kind: 'status', update: false },
    )
    actor.notify(`task:${task.id}`)
    return false
  }
  await moveTask(actor, task, 'stopped', { ...stopped, force })
  return true
}

/** An attempt has ended, and its task is stopped: for the reason that was given with the request to stop, where there was one. */
export async function settleStop(
  actor: Stopper,
  task: TaskRow,
  { reason, message }: { readonly reason: string; readonly message: string },
): Promise<TaskRow> {
  const asked = task.status_reason === '' ? 'aborted' : task.status_reason
  const stopped = await moveTask(actor, task, 'stopped', {
    from: ['in_progress'],
    reason: task.stop_requested === 1 ? asked : reason,
    message,
  })
  await stopStarted(actor, task)
  return stopped
}

/** Runs under an agent that we did not hand it to, and that still reports. */
async function runsElsewhere(actor: Stopper, task: TaskRow): Promise<boolean> {
  const inDevelopment = await hasSystemTag(actor, task.id, 'development')
  return !inDevelopment && task.last_worker !== null && actor.now() - task.last_update < silentMilliseconds
}

/**
 * Stops all that a task has started and that has not ended: queued tasks leave their queues, running ones are asked to stop, and so on below
 * them, also below what has ended. Those are the tasks that its attempts made. Where nobody's attempt made a child, a controller has started it, and
 * any other task only where the child is a controller, a pipeline that it runs: a clone has its original as parent, and goes on without it.
 */
export async function stopStarted(actor: Stopper, task: Pick<TaskRow, 'id' | 'type'>, seen = new Set<string>()): Promise<void> {
  seen.add(task.id)
  for (const child of await offspringOf(actor, task.id)) {
    const isStarted = child.maker === null ? task.type === 'controller' || child.type === 'controller' : child.maker === task.id
    if (seen.has(child.id) || !isStarted) continue
    if (child.status !== 'created' && !hasEnded(child.status)) await stopTask(actor, child, { force: true, reason: 'pipeline stopped' })
    await stopStarted(actor, child, seen)
  }
}
