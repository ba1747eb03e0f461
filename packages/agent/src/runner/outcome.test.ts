import { expect, test } from 'vitest'
import { reportOf } from './outcome.ts'

test('without an intent of the agent, the outcome is the program’s own', () => {
  expect(reportOf({ how: 'exited', code: 0 }, undefined)).toEqual({ action: 'end', outcome: 'completed', reason: '', exit_code: 0 })
  expect(reportOf({ how: 'exited', code: 2 }, undefined)).toEqual({ action: 'end', outcome: 'failed', reason: 'exit code 2', exit_code: 2 })
  expect(reportOf({ how: 'exited', code: 143 }, undefined)).toMatchObject({
    outcome: 'failed',
    reason: 'killed by SIGTERM (exit code 143): another program asked it to end',
  })
  expect(reportOf({ how: 'lost', reason: 'power cut' }, undefined)).toEqual({ action: 'end', outcome: 'lost', reason: 'power cut' })
})

test.each([
  { how: 'exited', code: 0 },
  { how: 'exited', code: 143 },
  { how: 'lost', reason: 'gone' },
] as const)('what was meant counts, however the program took it: %o', (ending) => {
  expect(reportOf(ending, { outcome: 'stopped', reason: 'aborted' })).toMatchObject({
    action: 'end',
    outcome: 'stopped',
    reason: 'aborted',
  })
  expect(reportOf(ending, { outcome: 'handed_back', reason: 'drained' })).toEqual({
    action: 'hand_back',
    reason: 'drained',
    needsSlot: false,
  })
  expect(reportOf(ending, { outcome: 'handed_back', reason: 'no git', needsSlot: true })).toMatchObject({ needsSlot: true })
})

test('a failed set-up has no exit code', () => {
  expect(reportOf({ how: 'exited', code: 1 }, { outcome: 'failed', reason: 'set-up failed: x' })).toEqual({
    action: 'end',
    outcome: 'failed',
    reason: 'set-up failed: x',
  })
})
