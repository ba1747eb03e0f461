import { expect, test } from 'vitest'
import { openingStep } from './opening-step.ts'

test('a failed run is opened at the step that failed first, whatever their order is', () => {
  const at = (name: string, status: 'failed' | 'completed' | 'aborted', second?: number) => ({
    name,
    status,
    ...(second === undefined ? {} : { ended_at: second }),
  })
  const steps = [at('unknown', 'failed'), at('late', 'failed', 3), at('done', 'completed', 1), at('early', 'failed', 2)]
  expect(openingStep(steps)).toBe('early')
  expect(openingStep(steps.slice(0, 1))).toBe('unknown')
  expect(openingStep([at('done', 'completed', 1), at('stopped', 'aborted', 2)])).toBeUndefined()
})
