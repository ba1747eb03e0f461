import type { StepView } from '@clearway/contract'
import { segmentsOf } from './segments.ts'

/** How long the steps of a path waited, were set up and ran, in all their executions. In ms. */
export function pathSums(path: readonly (StepView | undefined)[], until: number) {
  const sums = { wait: 0, setup: 0, work: 0 }
  for (const step of path) if (step !== undefined) for (const { kind, from, to } of segmentsOf(step, until)) sums[kind] += to - from
  return sums
}

/** At most five of the names, with how many are left out before the last one. */
export function shortPath(path: readonly string[]): string {
  const most = 5
  if (path.length <= most) return path.join(' → ')
  return [...path.slice(0, most - 1), `${path.length - most} more`, path.at(-1)].join(' → ')
}
