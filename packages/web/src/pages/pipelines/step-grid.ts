import type { GridStep } from '@clearway/contract'
import type { GridRunDocument } from '../../api/pipeline-runs.ts'

/** A step in several runs: at the index of each run what the step is there; undefined if the run does not have it. */
export interface GridRow {
  readonly name: string
  readonly cells: readonly (GridStep | undefined)[]
}

/** The steps of runs, the oldest run first. They have the order of the newest run; what only earlier ones have comes last. */
export function stepGrid(runs: readonly Pick<GridRunDocument, 'steps'>[]): GridRow[] {
  const byName = runs.map(({ steps }) => new Map(steps.map((step) => [step.name, step])))
  const names = new Set(byName.toReversed().flatMap((steps) => [...steps.keys()]))
  return [...names].map((name) => ({ name, cells: byName.map((steps) => steps.get(name)) }))
}
