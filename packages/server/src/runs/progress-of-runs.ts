import type { ResponseOf, runs } from '@clearway/contract'
import { isoTime } from '../db/sql/iso-time.ts'
import { readRunHeads } from '../db/tables/run-steps.ts'
import { expectedEnds } from '../forecast/expected-ends.ts'
import type { Clock, Reader } from '../scope.ts'
import { type PlannedStep, plannedSteps } from './view/planned-steps.ts'
import { replayRun } from './view/replayed-run.ts'

type Progress = ResponseOf<typeof runs.progress>

/** How many steps runs have, how many of these are done, and when each run is expected to end; in the order of the given ids. */
export async function progressOfRuns(scope: Reader & Clock, ids: readonly string[]): Promise<Progress> {
  const heads = new Map((await readRunHeads(scope, ids)).map((head) => [head.id, head]))
  const ends = await expectedEnds(scope, [...heads.values()])
  const found: Progress['runs'] = []
  for (const run of new Set(ids)) {
    if (!heads.has(run)) continue
    const steps = await plannedSteps(scope, run, await replayRun(scope, run))
    const count = (...statuses: readonly PlannedStep['status'][]): number => steps.filter(({ status }) => statuses.includes(status)).length
    const end = ends.get(run)
    found.push({
      run,
      steps: steps.length,
      done: count('completed', 'cached'),
      running: count('running'),
      failed: count('failed', 'aborted'),
      ...(end === undefined ? {} : { expected_end: isoTime(end) }),
    })
  }
  return { runs: found }
}
