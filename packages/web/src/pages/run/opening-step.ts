import type { StepView } from '@clearway/contract'

/** The name of the step that a failed run is opened at: the one that failed first; undefined if none did. */
export function openingStep(steps: readonly Pick<StepView, 'name' | 'status' | 'ended_at'>[]): string | undefined {
  const failed = steps.filter(({ status }) => status === 'failed')
  // A step without a known end comes last.
  return failed.toSorted((a, b) => (a.ended_at ?? Number.MAX_VALUE) - (b.ended_at ?? Number.MAX_VALUE))[0]?.name
}
