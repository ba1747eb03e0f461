import fc from 'fast-check'
import { expect, test } from 'vitest'
import { advance } from './advance.ts'
import { arbitraryPipeline } from './testing/arbitrary-pipeline.ts'
import { defineStep } from './definition.ts'
import type { RunEvent } from './events.ts'
import { replay } from './reducer.ts'
import { RefusedEvent } from './refused-event.ts'
import { newRun, stepOf } from './run-state.ts'
import { pickFrom, SimulatedHost } from './testing/simulated-host.ts'

test('events lead to the same state together as one by one, and repeated events are left out', () => {
  fc.assert(
    fc.property(arbitraryPipeline(6), fc.infiniteStream(fc.nat()), (definition, stream) => {
      const host = new SimulatedHost(definition, { pick: pickFrom(stream), check: () => {} })
      host.settle(500)
      const twice = host.events.flatMap((event) => [event, event])
      const together = advance(newRun, twice)
      expect(together.state).toEqual(replay(host.events))
      expect(together.events).toEqual(host.events)
      expect(together.commands.at(-1)).toEqual(host.finish)
    }),
  )
})

const mapped = defineStep({ name: 'all', baseTask: 'b', mapOver: '${pipeline.list}' })
const started: RunEvent = {
  type: 'run_started',
  run: 'r',
  definition: { name: 'p', version: '1', parameters: { list: { value: [] } }, steps: { all: mapped } },
}

test('an expansion that is refused fails its step, at the time of the expansion', () => {
  const clash = defineStep({ name: 'all', baseTask: 'b' })
  const { state, events } = advance(newRun, [started, { type: 'step_expanded', step: 'all', into: [clash], at: 5 }])
  expect(events).toEqual([
    started,
    { type: 'launch_failed', step: 'all', at: 5, reason: expect.stringContaining('cannot be added') as string },
  ])
  expect(stepOf(state, 'all')).toMatchObject({ status: 'failed', endedAt: 5 })
})

test('any other refused event is thrown', () => {
  expect(() => advance(newRun, [started, { type: 'cache_missed', step: 'other' }])).toThrow(RefusedEvent)
})
