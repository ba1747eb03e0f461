import type { StepView } from '@clearway/contract'

export type StepState = StepView['status']
export type StepCounts = Readonly<Record<StepState, number>>

/** The states of steps, in the order in which they are counted. */
export const stepStates = [
  'pending',
  'queued',
  'running',
  'completed',
  'failed',
  'aborted',
  'cached',
  'skipped',
] as const satisfies readonly StepState[]

export function countsOf(steps: readonly StepView[]): StepCounts {
  const counts = { pending: 0, queued: 0, running: 0, completed: 0, failed: 0, aborted: 0, cached: 0, skipped: 0 }
  for (const { status } of steps) counts[status] += 1
  return counts
}
