import { expect, test } from 'vitest'
import { servedBy } from './served-by.ts'

test('who serves a queue is said with the number of agents where it is known', () => {
  expect(servedBy({ agents: 2, slots: 4, free: 0, lanes: 1 })).toBe('2 workers, 0 of 4 slots are free')
  expect(servedBy({ agents: 1, slots: 1, free: 1, lanes: 0 })).toBe('1 worker, 1 of 1 slot is free')
  expect(servedBy({ slots: 2, free: 2, lanes: 0 })).toBe('2 of 2 slots are free')
  expect(servedBy({ agents: 1, slots: 0, free: 0, lanes: 1 })).toBe('a light lane serves it')
  expect(servedBy({ agents: 0, slots: 0, free: 0, lanes: 0 })).toBe('nobody serves it')
  expect(servedBy({ agents: 0, slots: 0, free: 0, lanes: 0, anyLanes: 2 })).toBe(
    'a light lane takes controllers and services, nobody takes other tasks',
  )
})
