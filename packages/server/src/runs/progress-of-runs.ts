import type { ResponseOf, runs } from '@clearway/contract'
import { LRUCache } from 'lru-cache'
import { isoTime } from '../db/sql/iso-time.ts'
import { findRecordedRuns } from '../db/tables/recorded-runs.ts'
import { readRunHeads } from '../db/tables/run-steps.ts'
import { expectedEnds } from '../forecast/expected-ends.ts'
import type { Clock, Reader } from '../scope.ts'
import { fromEngine, type PlannedStep, storedSteps, withoutMapped } from './view/planned-steps.ts'
import { replayRuns } from './view/replayed-run.ts'

type Progress = ResponseOf<typeof runs.progress>
type Counts = Pick<Progress['runs'][number], 'steps' | 'done' | 'running' | 'failed'>

/** How many steps runs have, how many of these are done, and when each run is expected to end; in the order of the given ids. */
export async function progressOfRuns(scope: Reader & Clock, ids: readonly string[]): Promise<Progress> {
  const heads = await readRunHeads(scope, ids)
  const ends = await expectedEnds(scope, heads)
  const counts = await countSteps(
    scope,
    heads.map(({ id }) => id),
  )
  return {
    runs: [...new Set(ids)].flatMap((run) => {
      const [count, end] = [counts.get(run), ends.get(run)]
      return count === undefined ? [] : [{ run, ...count, ...(end === undefined ? {} : { expected_end: isoTime(end) }) }]
    }),
  }
}

/** The counts of runs after an event, so that a run is replayed again only after its next event, also if it is too large to stay in memory. */
const counted = new LRUCache<string, { readonly born: number; readonly seq: number; readonly counts: Counts }>({ max: 10_000 })

async function countSteps(reader: Reader, runs: readonly string[]): Promise<ReadonlyMap<string, Counts>> {
  const found = new Map<string, Counts>()
  const recorded = await findRecordedRuns(reader, runs)
  for (const { id, born, seq } of recorded) {
    const known = counted.get(id)
    if (known?.born === born && known.seq === seq) found.set(id, known.counts)
  }
  const changed = recorded.filter(({ id }) => !found.has(id))
  for (const [id, { born, seq, state }] of await replayRuns(reader, changed)) {
    const counts = countsOf(withoutMapped(fromEngine(state)))
    found.set(id, counts)
    counted.set(id, { born, seq, counts })
  }
  const others = runs.filter((id) => !found.has(id))
  for (const [id, steps] of await storedSteps(reader, others)) found.set(id, countsOf(steps))
  return found
}

function countsOf(steps: readonly PlannedStep[]): Counts {
  const count = (...statuses: readonly PlannedStep['status'][]): number => steps.filter(({ status }) => statuses.includes(status)).length
  return { steps: steps.length, done: count('completed', 'cached'), running: count('running'), failed: count('failed', 'aborted') }
}
