import type { Clock, Reader } from '../scope.ts'
import { expectedEnd, type Forecastable, usualDurations } from './usual-durations.ts'

interface BegunRun extends Forecastable {
  readonly status: string
  readonly begun: number | null
}

/** When runs are expected to end, by their ids, from how long the last runs of the same pipelines took. */
export async function expectedEnds(scope: Reader & Clock, runs: readonly BegunRun[]): Promise<ReadonlyMap<string, number>> {
  const live = runs.filter(({ status, begun }) => status === 'in_progress' && begun !== null)
  const usual = await usualDurations(scope, live)
  return new Map(
    live.flatMap(({ id, begun }) => {
      const end = expectedEnd(begun ?? 0, usual.get(id), scope.now())
      return end === undefined ? [] : [[id, end] as const]
    }),
  )
}
