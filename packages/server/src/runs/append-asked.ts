import { advance, RefusedEvent, runDeadline, type RunEvent, type RunState, versionNeeded } from '@clearway/engine'
import { appendRunEvents } from '../db/tables/runs.ts'
import { setRunDeadline } from '../db/tables/server-runs.ts'
import type { TaskRow } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import type { Actor } from '../scope.ts'
import type { StoredRun } from './stored-run.ts'

/**
 * Appends events that somebody asked for to a run, whoever drives it. `asked_by` marks them, so that a controller's process takes them in and does not
 * count as replaced.
 */
export async function appendAsked(
  tx: Actor,
  { id: run, driver }: TaskRow,
  { seq, state }: StoredRun,
  asked: readonly RunEvent[],
): Promise<StoredRun> {
  const next = applied(run, () =>
    advance(
      state,
      asked.map((event) => ({ ...event, at: tx.now() })),
    ),
  )
  if (next.events.length === 0) return { seq, state }
  const [by, asked_by] = [tx.newId(), tx.user.id]
  const engineVersion = versionNeeded(next.events)
  const events = next.events.map((event) => ({ ...event, by, asked_by }))
  const isDriven = driver === 'server'
  const stored = await appendRunEvents(tx, run, { expectedSeq: seq, engineVersion, events, ...(isDriven ? { isDue: true } : {}) })
  if (isDriven) await setRunDeadline(tx, run, deadlineOf(tx, next.state))
  tx.notify(isDriven ? 'runs' : `run:${run}`)
  return { seq: stored, state: next.state }
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
