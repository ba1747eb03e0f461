import { expect, test } from 'vitest'
import { mendRefusal } from './mend-refusal.ts'

const step = { run: 'r', step: 'fit', status: 'failed', takesCode: true } as const
const script = { binary: 'python', diff: 'print(1)' }

test('a step that has ended is mended if its code is a script of its own task', () => {
  expect(mendRefusal(step, { script, status: 'failed' })).toBeUndefined()
  expect(mendRefusal({ ...step, status: 'completed' }, { script, status: 'completed' })).toBeUndefined()
  expect(mendRefusal({ ...step, status: 'running' }, { script, status: 'in_progress' })).toBe('fit has not ended yet.')
  expect(mendRefusal({ ...step, status: 'cached' }, { script, status: 'completed' })).toBe(
    'fit came from the cache: its task belongs to another run.',
  )
  expect(mendRefusal({ ...step, takesCode: false }, { script, status: 'failed' })).toMatch(/^The program of this pipeline makes its steps/)
  expect(mendRefusal(step, { script: { binary: 'node' }, status: 'failed' })).toBe('The code of this step is not stored as a script.')
})
