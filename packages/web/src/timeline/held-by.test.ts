import type { StepView, WaitingTask } from '@clearway/contract'
import { expect, test } from 'vitest'
import { heldBy } from './held-by.ts'

const wait = { reason: 'busy', text: '', lacks: [], no_known_end: false, cures: [] } as const
const waiting = (...names: readonly string[]) =>
  new Map([
    [
      't',
      {
        id: 't',
        name: 'fit',
        queue: { id: 'q', name: 'gpu' },
        wait: { ...wait, lacks: [], cures: [], held_by: names.map((name) => ({ id: name, name })) },
      },
    ],
  ] satisfies [string, WaitingTask][])
const step: StepView = { name: 'fit', status: 'completed', parents: [], task: 't' }

test('a step that waited names the task that held its slot, with its run; one that waits now those that hold the slots', () => {
  const holder = { task: 'h', name: 'load', claimed_at: 0, run: { id: 'r', name: 'iris #41' } }
  expect(heldBy({ ...step, waited_for: holder }, new Map())).toBe('held by load of iris #41')
  expect(heldBy({ ...step, waited_for: { task: 'h', name: 'load', claimed_at: 0 } }, waiting('other'))).toBe('held by load')
  expect(heldBy({ ...step, status: 'queued' }, waiting('one'))).toBe('held by one')
  expect(heldBy({ ...step, status: 'queued' }, waiting('one', 'two', 'three'))).toBe('held by one and 2 more')
  expect(heldBy({ ...step, status: 'queued' }, new Map())).toBeUndefined()
  expect(heldBy(step, waiting('one'))).toBeUndefined()
})
