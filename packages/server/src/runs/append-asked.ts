import { advance, RefusedEvent, runDeadline, type RunEvent, type RunState, versionNeeded } from '@clearway/engine'
import { appendRunEvents } from '../db/tables/runs.ts'
import { setRunDeadline } from '../db/tables/server-runs.ts'
import type { TaskRow } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import type { Actor, Clock } from '../scope.ts'
import type { StoredRun } from './stored-run.ts'

/** A run as it is with events that somebody asks for, which are not stored. */
export interface AskedRun extends StoredRun {
  readonly asked: readonly RunEvent[]
}

/** Applies events that somebody asks for to a run, and stores nothing. */
export function ask({ now }: Pick<Clock, 'now'>, run: string, stored: StoredRun | AskedRun, events: readonly RunEvent[]): AskedRun {
  const before = 'asked' in stored ? stored.asked : []
  const next = applied(run, () =>
    advance(
      stored.state,
      events.map((event) => ({ ...event, at: now() })),
    ),
  )
  return { seq: stored.seq, state: next.state, asked: [...before, ...next.events] }
}

/** Stores the events that somebody asked for. `asked_by` marks them, so that a controller's process takes them in and does not count as replaced. */
export async function storeAsked(tx: Actor, { id: run, driver }: TaskRow, { seq, state, asked }: AskedRun): Promise<StoredRun> {
  if (asked.length === 0) return { seq, state }
  const [by, asked_by] = [tx.newId(), tx.user.id]
  const engineVersion = versionNeeded(asked)
  const events = asked.map((event) => ({ ...event, by, asked_by }))
  const isDriven = driver === 'server'
  const stored = await appendRunEvents(tx, run, { expectedSeq: seq, engineVersion, events, ...(isDriven ? { isDue: true } : {}) })
  if (isDriven) await setRunDeadline(tx, run, deadlineOf(tx, state))
  tx.notify(isDriven ? 'runs' : `run:${run}`)
  return { seq: stored, state }
}

/** Appends events that somebody asked for to a run, whoever drives it. */
export async function appendAsked(tx: Actor, controller: TaskRow, stored: StoredRun, events: readonly RunEvent[]): Promise<StoredRun> {
  return storeAsked(tx, controller, ask(tx, controller.id, stored, events))
}

/** When the run exceeds its time limit, on the clock of deadlines. */
function deadlineOf({ now, tick }: Actor, state: RunState): number | null {
  const deadline = runDeadline(state)
  return deadline === undefined ? null : Math.round(tick() + deadline - now())
}

function applied<T>(run: string, apply: () => T): T {
  try {
    return apply()
  } catch (error) {
    if (!(error instanceof RefusedEvent)) throw error
    throw new ActionError('run_refused', { run, why: error.code, reason: error.message }, { cause: error })
  }
}
