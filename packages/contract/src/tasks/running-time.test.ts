import { expect, test } from 'vitest'
import { runningTime } from './running-time.ts'

const at = (seconds: number): string => new Date(seconds * 1000).toISOString()
const ended = { started: at(100), completed: at(160), status: 'completed' } as const

test('a task ran from its last start to its end; without an end it goes on', () => {
  expect(runningTime(ended)).toEqual({ from: 100_000, to: 160_000 })
  expect(runningTime({ started: at(100), status: 'in_progress' })).toEqual({ from: 100_000 })
  // The end of an earlier execution.
  expect(runningTime({ ...ended, status: 'in_progress' })).toEqual({ from: 100_000 })
})

test('a run counts from its first start, also while it waits to go on', () => {
  expect(runningTime({ ...ended, begun: at(10) })).toEqual({ from: 10_000, to: 160_000 })
  expect(runningTime({ begun: at(10), started: at(100), status: 'in_progress' })).toEqual({ from: 10_000 })
  expect(runningTime({ begun: at(10), started: at(100), status: 'queued' })).toEqual({ from: 10_000 })
})

test('what has not begun, or waits again, has no time', () => {
  expect(runningTime({ status: 'queued' })).toBeUndefined()
  expect(runningTime({ ...ended, status: 'queued' })).toBeUndefined()
  expect(runningTime({ ...ended, status: 'created' })).toBeUndefined()
  expect(runningTime({ status: 'failed', completed: at(5) })).toBeUndefined()
})

test('an end that is not recorded is when the status changed, or follows from how long the task was active', () => {
  const { completed: _, ...open } = ended
  expect(runningTime({ ...open, status: 'stopped', status_changed: at(130), active_duration: 20 })).toEqual({ from: 100_000, to: 130_000 })
  expect(runningTime({ ...open, status: 'stopped', active_duration: 20 })).toEqual({ from: 100_000, to: 120_000 })
  expect(runningTime({ ...open, status: 'stopped' })).toBeUndefined()
})
