import { expect, test } from 'vitest'
import { conditionText } from './condition-text.ts'
import { whenText } from './when-text.ts'

test('when a schedule is due is said in words', () => {
  expect(whenText({ cron: '30 2 * * *', time_zone: 'Europe/Berlin' })).toBe('30 2 * * * (Europe/Berlin)')
  expect([60, 90, 7200, 86_400].map((seconds) => whenText({ every_seconds: seconds }))).toEqual([
    'every minute',
    'every 90 seconds',
    'every 2 hours',
    'every day',
  ])
  expect(whenText({ at: '2027-01-31T09:00:00+00:00' })).toMatch(/^once, at .*2027/)
})

test('what a trigger waits for is said in words', () => {
  expect(conditionText({ entity: 'task', statuses: ['completed', 'failed'], types: ['training'], project: 'iris' })).toBe(
    'a task of the type training in iris becomes completed or failed',
  )
  expect(conditionText({ entity: 'model', tags: ['ship'], name_pattern: '^best', required_tags: ['a', 'b'] })).toBe(
    'a model whose name matches ^best with the tags a and b gets the tag ship',
  )
})
