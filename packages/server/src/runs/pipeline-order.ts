import type { PipelineSummary } from '@clearway/contract'

type Sums = Pick<PipelineSummary, 'completed' | 'failed' | 'median'>

/** Pipelines in the order of a value of their runs; those without the value come last, and equal ones stay as they are. */
export function inOrder<Pipeline extends Sums>(order: 'failing' | 'slowest', pipelines: readonly Pipeline[]): Pipeline[] {
  const rank = order === 'failing' ? shareOfCompleted : ({ median }: Sums) => (median === undefined ? undefined : -median)
  return pipelines.toSorted((a, b) => compare(rank(a), rank(b)))
}

function shareOfCompleted({ completed, failed }: Sums): number | undefined {
  return completed + failed === 0 ? undefined : completed / (completed + failed)
}

function compare(a: number | undefined, b: number | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
  return a - b
}
