import type { RunState } from './run-state.ts'

/** When the run exceeds its time limit, in milliseconds since the epoch; undefined if it has no limit, is paused or has ended. */
export function runDeadline({ pipeline, status, paused, limitedFrom }: RunState): number | undefined {
  const { timeLimitSeconds: seconds } = pipeline
  if (seconds === undefined || limitedFrom === undefined || paused !== undefined || status !== 'running') return undefined
  return limitedFrom + seconds * 1000
}
