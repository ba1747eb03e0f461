import { expect, test } from 'vitest'
import type { RunEvent } from './events.ts'
import { replay } from './reducer.ts'
import { stepsOf } from './run-state.ts'
import runs from './testing/runs-of-version-1.json' with { type: 'json' }

test.each(runs)('a run that version 1 of the engine stored leads to the same end ($status)', ({ events, status, steps }) => {
  const state = replay(events as unknown as RunEvent[])
  expect(state.status).toBe(status)
  expect(Object.fromEntries(stepsOf(state).map((step) => [step.definition.name, [step.status, step.attempt]]))).toEqual(steps)
})
