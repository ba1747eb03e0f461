import { taskStatuses } from '@clearway/contract/status'
import { expect, test } from 'vitest'
import { roleRefusalOf, taskActions, taskVerbs } from './task-actions.ts'

const nothing = { artifacts: 0, outputModels: 0, children: 0 }
const fit = { name: 'fit', status: 'completed', isArchived: false, isController: false } as const

test('each verb that a status does not allow is refused with a sentence and a short reason', () => {
  for (const verb of taskVerbs)
    for (const status of taskStatuses)
      for (const isArchived of [true, false]) {
        const refusal = taskActions[verb].refusal({ ...fit, status, isArchived })
        if (refusal === undefined) continue
        expect(refusal.sentence, `${verb} ${status}`).toMatch(/^[A-Z].*\.$/)
        expect(refusal.short).toMatch(/^[a-z]/)
      }
  expect(taskActions.abort.refusal(fit)?.sentence).toBe('A task that is completed cannot be aborted.')
  expect(taskActions.delete.refusal(fit)?.sentence).toBe('Only drafts and archived tasks are deleted: archive it first.')
  expect(taskActions.delete.refusal({ ...fit, isArchived: true })).toBeUndefined()
  expect(taskActions.delete.refusal({ ...fit, status: 'in_progress', isArchived: true })?.short).toBe('running')
})

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

test('who may only look is refused every verb', () => {
  for (const verb of taskVerbs) {
    expect(roleRefusalOf(verb, 'viewer')).toBe('Your role, viewer, may look and not act.')
    expect(roleRefusalOf(verb, 'user')).toBeUndefined()
    expect(roleRefusalOf(verb, undefined)).toBeUndefined()
  }
})
