import { expect, test } from 'vitest'
import { cureRefusal } from './cure-refusal.ts'

test('whose controllers a lane takes is up to the user of its agent and to administrators', () => {
  const widen = { kind: 'light_lane', lane: 'a:light' } as const
  const workers = [{ id: 'a:light', agent: 'a', user: { id: 'ana', name: 'Ana' } }]
  const as = (id: string, role: string) => ({ user: { id, role } as never, workers })
  expect(cureRefusal(widen, as('ana', 'user'))).toBeUndefined()
  expect(cureRefusal(widen, as('bo', 'admin'))).toBeUndefined()
  expect(cureRefusal(widen, as('bo', 'user'))).toBe('The lane is of an agent of Ana, who or an administrator may do this.')
  const resume = { kind: 'resume_worker', worker: 'a' } as const
  expect(cureRefusal(resume, as('bo', 'user'))).toBe('It is an agent of Ana, who or an administrator may do this.')
  expect(cureRefusal({ kind: 'resume' }, as('bo', 'user'))).toBeUndefined()
  expect(cureRefusal(widen, { user: undefined, workers: undefined })).toBeUndefined()
})
