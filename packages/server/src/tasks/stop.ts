import { hasEnded } from '@clearway/contract'
import type { Actor } from '../scope.ts'
import { liveAttemptOf } from '../db/tables/attempts.ts'
import { hasSystemTag } from '../db/tables/tags.ts'
import { assertMove, editTask, moveTask, type TaskRow } from '../db/tables/tasks.ts'
import { launchedBy, offspringOf } from '../db/tables/task-family.ts'
import { dequeueTask } from './dequeue.ts'

/** A published agent that has not reported for this long counts as gone. */
const silentMilliseconds = 600_000

/** A transaction in the name of the user, or the server, that stops a task. */
export type Stopper = Actor & { readonly user: { readonly name: string } }

export interface StopOptions {
  readonly force?: boolean | undefined
  readonly reason?: string | undefined
  readonly message?: string | undefined
  /** Whether a run that the server drives stops its steps, and ends when they have ended. Default: true. */
  readonly withSteps?: boolean
}

/** A live task that was stopped. */
export interface StoppedTask {
  readonly id: string
  /** Whether it has stopped; otherwise its agent has yet to end it. */
  readonly atOnce: boolean
}

/**
 * Stops a task: at once if nothing runs it, else by a request that lasts until its agent has ended the processes. A task that has ended is left
 * unchanged. Answers whether the task stopped at once.
 */
export async function stopTask(actor: Stopper, task: TaskRow, options: StopOptions): Promise<boolean> {
  const { force, reason, message } = options
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
  if (task.status === 'in_progress' && (attempt !== undefined || endsWithItsSteps(task, options) || (await runsElsewhere(actor, task)))) {
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

/** Makes a task stopped whose attempt has ended, with the reason that the request to stop gave, if there was one. */
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

/** Whether the server drives the task's run, which ends when its steps have ended. */
function endsWithItsSteps({ driver }: TaskRow, { withSteps = true }: StopOptions): boolean {
  return driver === 'server' && withSteps
}

/** Whether the task runs on an agent that did not claim it here and that still reports. */
async function runsElsewhere(actor: Stopper, task: TaskRow): Promise<boolean> {
  const inDevelopment = await hasSystemTag(actor, task.id, 'development')
  return !inDevelopment && task.last_worker !== null && actor.now() - task.last_update < silentMilliseconds
}

/**
 * Stops the tasks that a task has started, and in turn those that they have started, even below tasks that have ended: queued tasks leave their
 * queues, running ones are asked to stop. A child counts as started by its parent if an attempt of the parent made it; if no attempt made it, then if
 * the parent is a controller, or the child is itself a controller, which is a nested pipeline. Other children are clones, as is a run that nothing of its
 * parent launched (`isCloneOfRun`): they have their original as parent and run on without it. Answers what was stopped, or asked to.
 */
export async function stopStarted(actor: Stopper, task: Pick<TaskRow, 'id' | 'type'>, seen = new Set<string>()): Promise<StoppedTask[]> {
  seen.add(task.id)
  const stopped: StoppedTask[] = []
  for (const child of await offspringOf(actor, task.id)) {
    const isStarted = child.maker === null ? task.type === 'controller' || child.type === 'controller' : child.maker === task.id
    if (seen.has(child.id) || !isStarted) continue
    stopped.push(...(await stopChild(actor, child, seen)))
  }
  return stopped
}

/** Stops what a run that has ended had launched, or its attempts had made, and what these have started. Answers what was stopped, or asked to. */
export async function stopLeft(actor: Stopper, run: string): Promise<StoppedTask[]> {
  const seen = new Set([run])
  const stopped: StoppedTask[] = []
  for (const child of await launchedBy(actor, run)) if (!seen.has(child.id)) stopped.push(...(await stopChild(actor, child, seen)))
  return stopped
}

async function stopChild(actor: Stopper, child: TaskRow, seen: Set<string>): Promise<StoppedTask[]> {
  const isLive = child.status !== 'created' && !hasEnded(child.status)
  const own = isLive ? [{ id: child.id, atOnce: await stopTask(actor, child, { force: true, reason: 'pipeline stopped' }) }] : []
  return [...own, ...(await stopStarted(actor, child, seen))]
}
