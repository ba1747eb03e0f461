import type { PipelineRun, PipelineSummary } from './run-pipelines.ts'
import { runningTime } from './tasks/running-time.ts'
import { hasCompleted, hasEnded } from './tasks/status.ts'

type Sums = Pick<PipelineSummary, 'ended' | 'completed' | 'failed' | 'median' | 'spread'>

/** How many runs have ended, completed and failed, and how long those took that completed. */
export function sumUpRuns(runs: readonly PipelineRun[]): Sums {
  const completed = runs.filter(({ status }) => hasCompleted(status))
  const durations = completed.flatMap((run) => {
    const { from, to } = runningTime(run) ?? {}
    return from === undefined || to === undefined || to < from ? [] : [Math.round(to - from)]
  })
  const median = medianOf(durations)
  const spread = median === undefined ? undefined : medianOf(durations.map((one) => Math.abs(one - median)))
  return {
    ended: runs.filter(({ status }) => hasEnded(status)).length,
    completed: completed.length,
    failed: runs.filter(({ status }) => status === 'failed').length,
    ...(median === undefined ? {} : { median }),
    ...(spread === undefined ? {} : { spread }),
  }
}

function medianOf(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[values.length >> 1]
}
