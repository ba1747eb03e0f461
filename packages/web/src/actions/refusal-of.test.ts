import { taskStatuses } from '@clearway/contract/status'
import { expect, test } from 'vitest'
import { refusalOf } from './refusal-of.ts'

test('each state of a run allows what can be done in it, and each refusal is a sentence', () => {
  const verbs = ['stop', 'pause', 'resume', 'retry'] as const
  const allowed = (status: (typeof taskStatuses)[number], { isPaused = false, failed = 0 } = {}): string =>
    verbs.filter((verb) => refusalOf(verb, { status, isPaused, failed }) === undefined).join(' ')
  expect(allowed('in_progress')).toBe('stop pause')
  expect(allowed('queued', { isPaused: true })).toBe('stop resume')
  expect(allowed('failed', { failed: 1 })).toBe('retry')
  expect(allowed('stopped', { failed: 2 })).toBe('resume retry')
  expect(allowed('completed')).toBe('')
  expect(allowed('created')).toBe('')
  for (const status of taskStatuses)
    for (const verb of verbs) expect(refusalOf(verb, { status, isPaused: false, failed: 0 }) ?? 'It can.').toMatch(/^[A-Z].*\.$/)
})
