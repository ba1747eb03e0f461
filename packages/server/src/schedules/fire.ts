import type { Start } from '@clearway/contract'
import type { OperationTx } from '../context.ts'
import { isoTime } from '../db/sql/iso-time.ts'
import { parse } from '../db/sql/json.ts'
import { addFire, editSchedule, type findSchedule, isFired, runningTasksOf, settleFire, waitingDueTimes } from '../db/tables/schedules.ts'
import { findOwnTask } from '../db/tables/tasks.ts'
import { stopStarted, stopTask } from '../tasks/stop.ts'
import { asUser } from './as-user.ts'
import { decideOverlap } from './overlap.ts'
import { startTask } from './start-task.ts'

export type ScheduleRow = Awaited<ReturnType<typeof findSchedule>>

/** A transaction without a user: a task is started in the name of the schedule's user. */
export type FireTx = Omit<OperationTx, 'user'>

export interface DueTime {
  readonly due: number
  readonly manual?: boolean
  readonly passedOver?: number
}

/** Does what a schedule does at a due time, by its overlap policy, and records it. The schedule's row is locked. */
export async function fire(tx: FireTx, schedule: ScheduleRow, { due, ...given }: DueTime): Promise<void> {
  const [running, waiting] = [await runningTasksOf(tx, schedule.id), await waitingForTask(tx, schedule)]
  const decision = decideOverlap(schedule.overlap, { running, waiting: waiting.length })
  if (typeof decision === 'object') return record({ outcome: 'skipped', reason: decision.skip })
  if (decision === 'wait') return record({ outcome: 'waiting' })
  if (decision === 'stop-and-start') await stopAll(tx, schedule, running)
  return record({ outcome: 'started', task: await startFor(tx, schedule, due) })

  async function record(what: { outcome: 'started' | 'waiting' | 'skipped'; task?: string; reason?: string }): Promise<void> {
    await addFire(tx, schedule.id, { due, ...given, ...what })
    await editSchedule(tx, schedule.id, {}, 'fired')
  }
}

/** The due times that wait for the task before them, in their order; of a paused schedule only fires by hand, because others wait for its resumption. */
export async function waitingForTask(tx: FireTx, { id, enabled }: ScheduleRow): Promise<number[]> {
  const waiting = await waitingDueTimes(tx, id)
  return waiting.filter(({ manual }) => enabled === 1 || manual === 1).map(({ due }) => due)
}

/** Starts the due time that is next of those that wait, if the tasks of the schedule have ended. */
export async function fireWaiting(tx: FireTx, schedule: ScheduleRow): Promise<void> {
  const [due] = await waitingForTask(tx, schedule)
  if (due === undefined || (await runningTasksOf(tx, schedule.id)).length > 0) return
  await settleFire(tx, schedule.id, due, { outcome: 'started', task: await startFor(tx, schedule, due) })
  await editSchedule(tx, schedule.id, {}, 'fired')
}

/** A due time for a fire by hand: now, or the first millisecond after it that has no record. */
export async function manualDueTime(tx: FireTx, schedule: ScheduleRow): Promise<number> {
  let due = tx.now()
  while (due === schedule.next_due || (await isFired(tx, schedule.id, due))) due += 1
  return due
}

async function startFor(tx: FireTx, { id, name, user, start }: ScheduleRow, due: number): Promise<string> {
  return startTask(await asUser(tx, user), parse<Start>(start), {
    'schedule.due': isoTime(due),
    'schedule.id': id,
    'schedule.name': name,
  })
}

async function stopAll(tx: FireTx, { name, user }: ScheduleRow, tasks: readonly { readonly id: string }[]): Promise<void> {
  const actor = await asUser(tx, user)
  for (const { id } of tasks) {
    const task = await findOwnTask(actor, id)
    await stopTask(actor, task, { force: true, reason: `the schedule ${name} is due again` })
    await stopStarted(actor, task)
  }
}
