import { type Command, engineVersion, newRun, pendingCommands, replay, type RunEvent, type RunState } from '@clearway/engine'
import { eventsFrom, findRun } from '../db/tables/server-runs.ts'
import type { Reader } from '../scope.ts'
import type { CachedRun, RunCache } from './run-cache.ts'

/** An event as the server stores it: with the transaction that stored it. */
export type StoredEvent = RunEvent & { readonly by?: string }

/** Thrown for a run that a newer Clearway began: a newer server has to drive it. */
export class NewerRun extends Error {
  override readonly name = 'NewerRun'
}

/**
 * The state of a run. The one in memory counts if its last event is stored, and is brought up to date with the events that other servers have stored
 * since. The caller has locked the run's controller.
 */
export async function loadRun(reader: Pick<Reader, 'db'>, cache: RunCache, run: string): Promise<CachedRun> {
  const cached = cache.take(run)
  if (cached !== undefined) {
    if (cached.storedIn?.deref() === reader.db) return cached
    const known = await readOn(reader, run, cached)
    if (known !== undefined) return known
  }
  const row = await findRun(reader, run)
  if (row !== undefined && row.engine_version > engineVersion) throw new NewerRun(`Run ${run} was begun by engine ${row.engine_version}.`)
  let [state, seq, by]: [RunState, number, string] = [newRun, 0, '']
  if (row !== undefined)
    for await (const events of eventsFrom<StoredEvent>(reader, run, 1)) {
      state = replay(events, state)
      seq += events.length
      by = events.at(-1)?.by ?? by
    }
  return { seq, by, state, due: dueOf(state), tasks: new Map() }
}

/** The run in memory with the events that were stored since; undefined if its own last event is not stored. */
async function readOn(reader: Pick<Reader, 'db'>, run: string, cached: CachedRun): Promise<CachedRun | undefined> {
  let { state, by, seq, due } = cached
  let isFirst = true
  for await (const events of eventsFrom<StoredEvent>(reader, run, cached.seq)) {
    if (isFirst && events[0]?.by !== cached.by) return undefined
    const fresh = isFirst ? events.slice(1) : events
    isFirst = false
    if (fresh.length === 0) continue
    state = replay(fresh, state)
    seq += fresh.length
    by = fresh.at(-1)?.by ?? by
  }
  if (seq !== cached.seq) due = dueOf(state)
  return { ...cached, state, by, seq, due, storedIn: undefined }
}

function dueOf(state: RunState): Map<string, Command> {
  if (state.status === 'new') return new Map()
  return new Map(pendingCommands(state).map((command) => [dueKey(command), command]))
}

/** A step has one command at most that is due; the end of the run has no step. */
export function dueKey(command: Command): string {
  return command.type === 'finish' ? '' : command.step
}
