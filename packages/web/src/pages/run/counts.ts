import type { StepView } from '@clearway/contract'
import type { StepStatus } from '@clearway/contract/status'

export type StepCounts = Readonly<Record<StepStatus, number>>

export function countsOf(steps: readonly StepView[]): StepCounts {
  const counts = { pending: 0, queued: 0, running: 0, completed: 0, failed: 0, aborted: 0, cached: 0, skipped: 0 }
  for (const { status } of steps) counts[status] += 1
  return counts
}
