import { expect, test } from 'vitest'
import { canDo, refusalOf, taskVerbs } from './can-do.ts'
import { taskStatuses } from './status.ts'

const completed = { status: 'completed', isArchived: false } as const

test('each verb that a status does not allow is refused with a sentence and a short reason', () => {
  for (const verb of taskVerbs)
    for (const status of taskStatuses)
      for (const isArchived of [true, false]) {
        const refusal = refusalOf(verb, { status, isArchived })
        if (refusal === undefined) continue
        expect(refusal.sentence, `${verb} ${status}`).toMatch(/^[A-Z].*\.$/)
        expect(refusal.short).toMatch(/^[a-z]/)
      }
  expect(refusalOf('abort', completed)?.sentence).toBe('A task that is completed cannot be aborted.')
  expect(refusalOf('delete', completed)?.sentence).toBe('Only drafts and archived tasks are deleted: archive it first.')
  expect(refusalOf('delete', { ...completed, isArchived: true })).toBeUndefined()
  expect(refusalOf('delete', { status: 'in_progress', isArchived: true })?.short).toBe('running')
})

test('who may only look is refused every verb, and who may act the same as the task', () => {
  for (const verb of taskVerbs) {
    const asked = canDo(verb, completed, 'viewer')
    expect(asked).toMatchObject({ may: false, why: { sentence: 'Your role, viewer, may look and not act.' } })
    const refusal = refusalOf(verb, completed)
    expect(canDo(verb, completed, 'user')).toEqual(refusal === undefined ? { may: true } : { may: false, why: refusal })
  }
})
