import { engineVersion, newRun, RefusedEvent, type RunEvent, type RunState, step } from '@clearway/engine'
import { LRUCache } from 'lru-cache'
import { firstEventTime, readRun } from '../../db/tables/runs.ts'
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
  const born = await firstEventTime(reader, run)
  if (born === undefined) return undefined
  const known = recent.get(run)
  let replayed: ReplayedRun = known?.born === born ? known : { born, seq: 0, state: newRun, changedAt: new Map() }
  for (;;) {
    const { seq, engine_version: version, events } = await readRun(reader, run, replayed.seq)
    if (version > engineVersion || seq < replayed.seq) return undefined
    if (events.length === 0) break
    const next = await applied(replayed, events)
    if (next === undefined) return undefined
    replayed = next
    recent.set(run, replayed)
    if (replayed.seq >= seq) break
  }
  return replayed
}

async function applied(
  { born, state: before, changedAt: known, ...from }: ReplayedRun,
  events: readonly { readonly seq: number; readonly event: Readonly<Record<string, unknown>> }[],
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
