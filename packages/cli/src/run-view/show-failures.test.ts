import { expect, test } from 'vitest'
import { plainLook } from '../look.ts'
import { showFailures } from './show-failures.ts'

test.for([
  { message: 'RangeError: no rows', reason: 'RangeError: no rows (churn.ts:3:9)', shown: 'RangeError: no rows (churn.ts:3:9)' },
  { message: "KeyError: 'x'", reason: 'exit code 2', shown: "KeyError: 'x'; exit code 2" },
  { reason: 'exit code 2', shown: 'exit code 2' },
])('a failed step shows its error once: $shown', ({ shown, ...of }) => {
  const run = {
    id: 'r',
    name: 'churn',
    status: 'failed',
    status_reason: '',
    status_message: '',
    status_changed: '',
    created: '',
    begun: '',
    takes_code: true,
  } as const
  const [text] = showFailures({ run, steps: [], failures: [{ step: 'fit', log: [], ...of }] }, plainLook(0))
  expect(text).toBe(`✗ fit failed: ${shown}`)
})
