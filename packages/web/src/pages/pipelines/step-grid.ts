import type { GridStep } from '@clearway/contract'
import { runningTime } from '@clearway/contract/running-time'
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

/** How many of the runs that have ended completed, and how long those took that did, in ms. */
export function sumUp(runs: readonly Omit<GridRunDocument, 'steps'>[]): {
  readonly ended: number
  readonly completed: number
  readonly median: number | undefined
} {
  const ended = runs.filter((run) => run.completed !== undefined)
  const good = ended.filter(({ status }) => status === 'completed' || status === 'published')
  const took = good
    .flatMap((run) => {
      const { from, to } = runningTime(run) ?? {}
      return from === undefined || to === undefined ? [] : [to - from]
    })
    .toSorted((a, b) => a - b)
  return { ended: ended.length, completed: good.length, median: took[took.length >> 1] }
}
