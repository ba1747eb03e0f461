import { expect, test } from 'vitest'
import { lanesOfAnyQueue, servingOf } from './serving-of.ts'

test('what serves a queue is counted by slots, lanes and agents', () => {
  const workers = [
    { id: 'a:0', agent: 'a', lane: 'step', task: 't' },
    { id: 'a:1', agent: 'a', lane: 'step' },
    { id: 'b:light', agent: 'b', lane: 'light' },
  ]
  expect(servingOf({ id: 'q', workers }, 1)).toEqual({ agents: 2, slots: 2, free: 1, lanes: 1, anyLanes: 1 })
  expect(servingOf({ id: 'q' }, 0)).toEqual({ agents: 0, slots: 0, free: 0, lanes: 0, anyLanes: 0 })
})

test('a light lane takes from any queue unless it is limited to its own, drained or silent', () => {
  const lane = { id: 'a:light', lane: 'light', light: 'any', alive: true } as const
  const others = [
    { ...lane, light: 'own' },
    { ...lane, drained: true },
    { ...lane, alive: false },
    { id: 'a:0', lane: 'step' },
  ] as const
  expect(lanesOfAnyQueue([lane, ...others])).toEqual([lane])
})
