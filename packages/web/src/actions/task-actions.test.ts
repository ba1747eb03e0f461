import { expect, test } from 'vitest'
import { taskActions } from './task-actions.ts'

const nothing = { artifacts: 0, outputModels: 0, children: 0 }
const fit = { name: 'fit', status: 'completed', isArchived: false, isController: false } as const

test('what goes along is named before it goes', () => {
  expect(taskActions.reset.question?.(fit, nothing)).toBe('Reset fit? This deletes its log and metrics.')
  expect(taskActions.reset.question?.({ ...fit, status: 'in_progress' }, { artifacts: 2, outputModels: 1, children: 0 })).toBe(
    'Reset fit? This deletes its log, metrics, 2 artifacts and 1 output model, with their files. This ends its program.',
  )
  expect(taskActions.delete.question?.(fit, { artifacts: 1, outputModels: 0, children: 3 })).toBe(
    'Delete fit? This also deletes its log, metrics and 1 artifact, with their files. It cannot be undone. The 3 tasks below it stay.',
  )
  expect(taskActions.archive.question?.(fit, nothing)).toBeUndefined()
  expect(taskActions.archive.questionForMany?.('2 tasks', 1)).toBe('Archive 2 tasks? This ends one that has not ended.')
})
