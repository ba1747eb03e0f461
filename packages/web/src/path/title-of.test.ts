import { expect, test } from 'vitest'
import { titleOf } from './title-of.ts'

test('a title begins with the mark of the state and has the whole name', () => {
  expect(titleOf([{ label: 'Pipelines' }, { label: '#42', title: 'iris #42', state: 'in_progress' }])).toBe('● iris #42')
  expect(titleOf([{ label: 'Tasks' }, { label: 'fit', state: 'failed' }])).toBe('✖ fit')
  expect(titleOf([{ label: 'Queues' }])).toBe('Queues')
  expect(titleOf([{ label: 'Tasks' }, { label: '' }])).toBe('')
})
