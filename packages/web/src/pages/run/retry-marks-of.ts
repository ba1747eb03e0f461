import type { ResponseOf, runs, StepView } from '@clearway/contract'
import { noRetryMarks, type RetryMark, type RetryMarks } from '../../ui/retry-marks.ts'

type RetryPreview = ResponseOf<typeof runs.preview_retry>
type Step = Pick<StepView, 'name' | 'status'>

/** How each step is marked before a retry is confirmed. */
export function marksOf(preview: Pick<RetryPreview, 'repeats' | 'keeps'> | undefined, steps: readonly Step[]): RetryMarks {
  if (preview === undefined) return noRetryMarks
  const skipped = new Set(steps.flatMap(({ name, status }) => (status === 'skipped' ? [name] : [])))
  return new Map<string, RetryMark>([
    ...preview.keeps.map((name) => [name, 'kept'] as const),
    ...preview.repeats.map((name) => [name, skipped.has(name) ? 'first' : 'again'] as const),
  ])
}
