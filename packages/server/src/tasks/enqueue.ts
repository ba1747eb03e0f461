import { hasEnded } from '@clearway/contract'
import { statusReason } from '@clearway/engine'
import type { Actor } from '../scope.ts'
import { recordOwnEnd } from '../db/tables/attempts.ts'
import { addEntry } from '../db/tables/queue-entries.ts'
import { assertMove, type Move, moveTask, type TaskRow } from '../db/tables/tasks.ts'
import { endPause } from '../runs/end-pause.ts'
import { hasOwnArguments } from '../runs/graph-arguments.ts'
import { dropClaim } from './drop-claim.ts'

export interface Enqueue extends Pick<Move, 'force' | 'reason' | 'message'> {
  readonly queue: string
  /** Whether the task records its queue (`execution.queue`). Default: true. */
  readonly recordQueue?: boolean
  readonly newGeneration?: boolean
  /** The time before which nobody may claim the task. */
  readonly notBefore?: number | undefined
}

/**
 * Puts a task on a queue; starts it at once if the server drives it. A task is on one queue at most. A run whose steps were made with other arguments than
 * it has needs its program, which makes them anew.
 */
export async function enqueueTask(
  actor: Actor,
  task: TaskRow,
  { queue, recordQueue = true, newGeneration = false, notBefore, force, reason, message }: Enqueue,
): Promise<TaskRow> {
  // A run that begins again is not paused any more.
  if (task.paused === 1 && (hasEnded(task.status) || task.status === 'created')) await endPause(actor, task)
  const before = task.status === 'queued' ? task.enqueue_status : task.status
  const set = { enqueue_status: before, ...(recordQueue ? { queue } : {}), ...(newGeneration ? { generation: task.generation + 1 } : {}) }
  const isDriven = task.driver === 'server' && task.type === 'controller'
  if (isDriven && (await hasOwnArguments(actor, task.id))) return startDriving(actor, task, set, { force, reason, message })
  if (hasEnded(task.status)) await recordOwnEnd(actor, task.id, { as: task.status, reason: statusReason(task) })
  if (task.status === 'queued') await dropClaim(actor, task.id, 'queued again')
  const moved = await moveTask(actor, task, 'queued', {
    force,
    reason,
    message,
    set: isDriven ? { ...set, driver: null } : set,
  })
  await addEntry(actor, task, queue, notBefore === undefined ? {} : { notBefore })
  return moved
}

/** Starts the controller of a run that the server drives: it needs no agent, so it waits in no queue. */
async function startDriving(actor: Actor, task: TaskRow, set: Move['set'], { force, reason, message }: Move): Promise<TaskRow> {
  assertMove(task, 'queued', { force })
  return moveTask(actor, task, 'in_progress', {
    force: true,
    reason: reason ?? 'started',
    message: message ?? 'driven by the server',
    set: { ...set, started: actor.now(), completed: null, active_duration: null, stop_requested: 0 },
  })
}
