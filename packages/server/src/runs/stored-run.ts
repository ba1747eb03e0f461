import { engineVersion, newRun, RefusedEvent, replay, type RunEvent, type RunState } from '@clearway/engine'
import { readRun } from '../db/tables/runs.ts'
import { ActionError } from '../errors.ts'
import type { Reader } from '../scope.ts'

export interface StoredRun {
  /** The number of its last event. */
  readonly seq: number
  readonly state: RunState
}

/** A run as its stored events have it; undefined if none are stored, as for ClearML's own controllers. */
export async function readStoredRun(reader: Reader, run: string): Promise<StoredRun | undefined> {
  let [state, at] = [newRun, 0]
  for (;;) {
    const { seq, engine_version: version, events } = await readRun(reader, run, at)
    if (seq === 0) return undefined
    if (version > engineVersion)
      throw new ActionError('run_refused', { run, reason: 'A newer Clearway began this run: update the server.' })
    state = replayed(
      run,
      events.map(({ event }) => event as unknown as RunEvent),
      state,
    )
    at = events.at(-1)?.seq ?? seq
    if (at >= seq) return { seq, state }
  }
}

function replayed(run: string, events: readonly RunEvent[], from: RunState): RunState {
  try {
    return replay(events, from)
  } catch (error) {
    if (!(error instanceof RefusedEvent)) throw error
    throw new ActionError('run_refused', { run, reason: `Its stored events cannot be read: ${error.message}` }, { cause: error })
  }
}
