import type { Cure, CureOnRequest } from '@clearway/contract'
import { authorizeWorker } from '../auth/authorize.ts'
import type { CallTx } from '../context.ts'
import { widenLane } from '../db/tables/light-mode.ts'
import { findOwnTask } from '../db/tables/tasks.ts'
import { defined } from '../defined.ts'
import { ActionError } from '../errors.ts'
import { pauseQueue } from '../queues/pause.ts'
import { resumeRun } from '../runs/resume-run.ts'
import { drainWorker } from '../workers/drain.ts'
import { describeWait } from './describe.ts'
import { type FleetView, readFleet } from './fleet.ts'
import { moveController } from './move.ts'
import { releaseSlot } from './release-slot.ts'
import { waitsIn } from './waits.ts'

interface Asked {
  /** The task that waits. */
  readonly task: string
  readonly cure: CureOnRequest
}

/**
 * Carries out a cure of a task's wait and answers what was done. The wait is read in the transaction, so that a cure is refused that has stopped to
 * help. The lock on the waiting task keeps two callers from carrying out the same.
 */
export async function cureWait(tx: CallTx, { task: id, cure: kind }: Asked): Promise<string> {
  const task = await findOwnTask(tx, id)
  const view = await readFleet(tx, { awaitedAnd: [id] })
  const waiting = waitsIn(view).find((one) => one.task.id === id)
  const cures = waiting === undefined ? [] : describeWait(view, waiting.task, waiting.wait).cures
  const cure = cures.find((one) => one.kind === kind)
  const offered = cures.flatMap((one) => (one.on_request ? [one.kind] : []))
  if (cure === undefined || !(await carryOut(tx, { cure, view, blocked: task.name })))
    throw new ActionError('cure_not_offered', { task: id, cure: kind, offered })
  return doneBy(cure)
}

interface Found {
  readonly cure: Cure
  readonly view: FleetView
  /** The name of the task that waits. */
  readonly blocked: string
}

/** Answers false where what the cure would change has changed since the fleet was read. */
async function carryOut(tx: CallTx, { cure, view, blocked }: Found): Promise<boolean> {
  switch (cure.kind) {
    case 'resume':
      return pauseQueue(tx, defined(cure.queue).id, false)
    case 'resume_run':
      await resumeRun(tx, { run: defined(cure.task).id })
      return true
    case 'resume_worker':
      return drainWorker(tx, defined(cure.worker), false)
    case 'light_lane':
      return widen(tx, view, defined(cure.lane))
    case 'move':
    case 'release': {
      const { id: task } = defined(cure.task)
      const attempt = view.rows.attempts.find((one) => one.task === task)?.id
      if (attempt === undefined) return false
      if (cure.kind === 'release') return releaseSlot(tx, { task, attempt })
      const why = `Moved to a light lane by ${tx.user.name}: it held the slot that ‘${blocked}’ waits for.`
      return moveController(tx, { task, attempt, why })
    }
    case 'agent':
      return false
  }
}

async function widen(tx: CallTx, { rows }: FleetView, lane: string): Promise<boolean> {
  const row = rows.workers.find((worker) => worker.id === lane && worker.lane === 'light')
  if (row === undefined) return false
  authorizeWorker(tx, lane, [row.user])
  const isWidened = await widenLane(tx, lane, row.user)
  if (isWidened) tx.notify('work')
  return isWidened
}

function doneBy({ kind, task, queue, lane, worker }: Cure): string {
  switch (kind) {
    case 'resume':
      return `The queue ‘${queue?.name}’ is resumed.`
    case 'resume_run':
      return `The run ‘${task?.name}’ goes on.`
    case 'resume_worker':
      return `${worker} takes tasks again.`
    case 'light_lane':
      return `The light lane ${lane} takes the controllers of any queue until its agent starts again.`
    case 'move':
      return `‘${task?.name}’ is handed to the light lane ${lane}.`
    case 'release':
      return `‘${task?.name}’ goes on without its slot.`
    case 'agent':
      return ''
  }
}
