import { engineVersion, newRun, RefusedEvent, type RunEvent, type RunState, step } from '@clearway/engine'
import { LRUCache } from 'lru-cache'
import { findRecordedRuns, type NumberedEvent, readRanges, type RecordedRun } from '../../db/tables/recorded-runs.ts'
import { defined } from '../../defined.ts'
import { inSlices } from '../../in-slices.ts'
import type { Reader } from '../../scope.ts'

/** A run as its stored events have it. */
export interface ReplayedRun {
  /** The time of its first event, which distinguishes it from the task's runs before a reset. */
  readonly born: number
  readonly seq: number
  readonly state: RunState
  /** The number of the last event that changed each step. */
  readonly changedAt: ReadonlyMap<string, number>
}

/** How many steps the runs in memory have in all; a step takes about 1 kB. */
const mostSteps = 50_000
/** The runs that were viewed last, so that of a run only the new events are read. A state never changes, so calls at the same time may share it. */
const recent = new LRUCache<string, ReplayedRun>({ maxSize: mostSteps, sizeCalculation: ({ state }) => state.stepCount + 1 })
/** How many events are applied before other calls are let in. */
const eventsInARow = 500

/** The state of a run; undefined if no events of it are stored, or if they are those of a newer engine or of another program. */
export async function replayRun(reader: Reader, run: string): Promise<ReplayedRun | undefined> {
  return (await replayRuns(reader, await findRecordedRuns(reader, [run]))).get(run)
}

/** The states of runs, by their ids; without those whose events are of a newer engine or of another program. */
export async function replayRuns(reader: Reader, runs: readonly RecordedRun[]): Promise<ReadonlyMap<string, ReplayedRun>> {
  const readable = runs.filter(({ engine_version: version }) => version <= engineVersion)
  const replayed = new Map(readable.map((run) => [run.id, fromMemory(run)]))
  for (;;) {
    const behind = readable.flatMap(({ id, seq }) => {
      const after = replayed.get(id)?.seq ?? seq
      return after < seq ? [{ run: id, after, upTo: seq }] : []
    })
    if (behind.length === 0) return replayed
    const events = Map.groupBy(await readRanges(reader, behind), ({ run }) => run)
    // What is missing was deleted with its run in the meantime.
    if (events.size === 0) for (const { run } of behind) replayed.delete(run)
    for (const [id, fresh] of events) {
      const next = await applied(defined(replayed.get(id)), fresh)
      if (next === undefined) replayed.delete(id)
      else {
        replayed.set(id, next)
        recent.set(id, next)
      }
    }
  }
}

function fromMemory({ id, born }: RecordedRun): ReplayedRun {
  const known = recent.get(id)
  return known?.born === born ? known : { born, seq: 0, state: newRun, changedAt: new Map() }
}

async function applied(
  { born, state: before, changedAt: known, ...from }: ReplayedRun,
  events: readonly NumberedEvent[],
): Promise<ReplayedRun | undefined> {
  let [state, last] = [before, from.seq]
  const changedAt = new Map(known)
  try {
    await inSlices(events, eventsInARow, async (slice) => {
      for (const { seq, event } of slice) {
        const reduced = step(state, event as unknown as RunEvent)
        state = reduced.state
        last = seq
        for (const name of reduced.changedSteps) changedAt.set(name, seq)
      }
      return []
    })
  } catch (error) {
    if (error instanceof RefusedEvent) return undefined
    throw error
  }
  return { born, seq: last, state, changedAt }
}
