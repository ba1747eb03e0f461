import type { RunFault } from '@clearway/contract'
import { transact } from '../db/connection/transaction.ts'
import { parse } from '../db/sql/json.ts'
import { addFire, editSchedule, findSchedule, firstDue, isFired, schedulesThatWait, settleFire } from '../db/tables/schedules.ts'
import { ItemsApart } from '../each-apart.ts'
import { ActionError, undefinedIf } from '../errors.ts'
import type { Scope } from '../scope.ts'
import { dueNow, type DueNow } from './due-now.ts'
import { fire, type FireTx, fireWaiting, type ScheduleRow, waitingForTask } from './fire.ts'
import type { Timing } from './timing.ts'

export type FireDeps = Scope & Pick<FireTx, 'files' | 'settings' | 'log'>

/** How soon a due time that waits for a task is checked again. */
const waitingSeconds = 1

/**
 * Fires what is due, each due time in a transaction of its own, which also sets the next one: after a kill the due time has either been fired or is
 * still due. A schedule that fails by a fault of the server's own keeps no other from its due times, and is tried again later. Answers in how many seconds
 * there is more to do; undefined if nothing is planned.
 */
export async function fireDue(deps: FireDeps, signal?: AbortSignal): Promise<number | undefined> {
  const schedules = new ItemsApart<string>()
  const waits = await fireAllWaiting(deps, schedules, signal)
  const seconds = await fireAllDue(deps, schedules, signal)
  schedules.throwErrors()
  return waits ? Math.min(waitingSeconds, seconds ?? waitingSeconds) : seconds
}

/** Answers in how many seconds the next due time comes. */
async function fireAllDue(deps: FireDeps, schedules: ItemsApart<string>, signal: AbortSignal | undefined): Promise<number | undefined> {
  let seconds: number | undefined
  await schedules.workWhileFound({
    find: async (failed) => {
      const first = await firstDue(deps, failed)
      seconds = first?.next_due == null ? undefined : (first.next_due - deps.now()) / 1000
      return first === undefined || seconds === undefined || seconds > 0 ? [] : [first]
    },
    idOf: ({ id }) => id,
    work: ({ id, company }) => fireNext({ ...deps, company }, id),
    signal,
  })
  return seconds === undefined ? undefined : Math.max(0, seconds)
}

/** Decides on the first due time of a schedule that has come. What cannot be started is recorded as failed. */
async function fireNext(deps: FireDeps, id: string): Promise<void> {
  try {
    await transact({ ...deps, doing: 'job schedules' }, (tx) => decide(tx, id, (schedule, now) => fireOrMiss(tx, schedule, now)))
  } catch (error) {
    if (!(error instanceof ActionError)) throw error
    deps.log.warn({ schedule: id, err: error }, 'A schedule could not start its task')
    await transact(deps, (tx) =>
      decide(tx, id, (_, { due, passedOver }) => addFire(tx, id, { due, passedOver, outcome: 'failed', reason: describe(error) })),
    )
  }
}

/** Runs `work` for the due time of a schedule that has come, if another server has not done so, and sets the next due time. */
async function decide(tx: FireTx, id: string, work: (schedule: ScheduleRow, now: DueNow) => Promise<void>): Promise<void> {
  const schedule = await findSchedule(tx, id, 'change').catch(undefinedIf('schedule_not_found'))
  if (schedule?.next_due == null || schedule.next_due > tx.now()) return
  const { missed, catch_up: catchUp, next_due: next } = schedule
  const timing = parse<Timing>(schedule.timing)
  const now = dueNow({ timing, next, now: tx.now(), missed, catchUp })
  // A fire by hand may have taken this very millisecond.
  if (!(await isFired(tx, id, now.due))) await work(schedule, now)
  await editSchedule(tx, id, { next_due: now.next ?? null }, 'fired')
}

async function fireOrMiss(tx: FireTx, schedule: ScheduleRow, { due, passedOver, isMissed }: DueNow): Promise<void> {
  if (!isMissed) return fire(tx, schedule, { due, passedOver })
  await addFire(tx, schedule.id, {
    due,
    passedOver,
    outcome: 'missed',
    reason: 'no server ran when it was due, or the clock was set forward',
  })
}

/** Starts due times that have waited for the task before them. Answers whether some still wait. */
async function fireAllWaiting(deps: FireDeps, schedules: ItemsApart<string>, signal: AbortSignal | undefined): Promise<boolean> {
  const waiting = await schedulesThatWait(deps)
  for (const { id, company } of waiting) {
    if (signal?.aborted === true) break
    await schedules.work(id, () => fireFirstWaiting({ ...deps, company }, id))
  }
  return waiting.length > 0
}

async function fireFirstWaiting(deps: FireDeps, id: string): Promise<void> {
  try {
    await transact(deps, async (tx) => fireWaiting(tx, await findSchedule(tx, id, 'change')))
  } catch (error) {
    if (!(error instanceof ActionError)) throw error
    await transact(deps, async (tx) => {
      const schedule = await findSchedule(tx, id, 'change').catch(undefinedIf('schedule_not_found'))
      const [due] = schedule === undefined ? [] : await waitingForTask(tx, schedule)
      if (due !== undefined) await settleFire(tx, id, due, { outcome: 'failed', reason: describe(error) })
    })
  }
}

/** An error as the record of a fire shows it. */
export function describe(error: ActionError): string {
  const { faults = [] } = error.details as { readonly faults?: readonly RunFault[] }
  const details = Object.entries(error.details).flatMap(([name, value]) => (typeof value === 'string' ? [`${name}: ${value}`] : []))
  const about = details.length === 0 ? '' : ` (${details.join('; ')})`
  return [`${error.code}: ${error.message}${about}`, ...faults.map(({ message, cure }) => `${message} ${cure}`)].join(' ')
}
