import { expect, test } from 'vitest'
import { conditionOf } from './trigger-condition.ts'

test('what the form of a trigger leaves empty limits nothing, and a type limits tasks alone', () => {
  const empty = { entity: 'task', statuses: [], tags: ' ', project: ' ', pattern: '', type: '', required: '' } as const
  expect(conditionOf(empty)).toEqual({ entity: 'task' })
  const full = { statuses: ['failed'], tags: 'a, b,', project: 'p', pattern: '^x', type: 'training', required: 'c' } as const
  const limits = { statuses: ['failed'], tags: ['a', 'b'], project: 'p', name_pattern: '^x', required_tags: ['c'] }
  expect(conditionOf({ ...full, entity: 'task' })).toEqual({ entity: 'task', ...limits, types: ['training'] })
  expect(conditionOf({ ...full, entity: 'model' })).toEqual({ entity: 'model', ...limits })
})
