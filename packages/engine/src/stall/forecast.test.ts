import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Fleet, FleetWorker, QueuedTask } from './fleet.ts'
import { forecastStarts } from './forecast.ts'

const task = (id: string, parts: Partial<QueuedTask> = {}): QueuedTask => ({
  id,
  queue: 'gpu',
  needs: {},
  isLight: false,
  isPaused: false,
  parents: [],
  limitedBy: [],
  ...parts,
})
const worker = (id: string, running: string | undefined, parts: Partial<FleetWorker> = {}): FleetWorker => ({
  id,
  kind: 'own',
  alive: true,
  queues: ['gpu'],
  slots: [{ resources: {}, ...(running === undefined ? {} : { running }) }],
  ...parts,
})
const fleetOf = (...workers: readonly FleetWorker[]): Fleet => ({ workers, lanes: [], queued: [], running: [] })
const forecast = (fleet: Fleet, ready: readonly QueuedTask[], ends: Record<string, number>, takes: Record<string, number>) =>
  Object.fromEntries(forecastStarts(fleet, ready, { now: 100, endOf: (id) => ends[id], durationOf: (id) => takes[id] }))

test('each task starts when the slot that would take it is free, after those before it', () => {
  const fleet = fleetOf(worker('a', 'x'), worker('b', 'y'))
  expect(forecast(fleet, [task('1'), task('2'), task('3'), task('4')], { x: 200, y: 150 }, { 1: 300, 2: 10 })).toEqual({
    1: 150,
    2: 200,
    3: 210,
    4: 450,
  })
})

test('nothing is forecast where no end is known, where nothing fits, and for what a light lane takes', () => {
  const busy = fleetOf(worker('a', 'x'))
  expect(forecast(busy, [task('1')], {}, {})).toEqual({})
  const small = worker('a', undefined, { slots: [{ resources: { gpus: 1 } }] })
  expect(forecast(fleetOf(small), [task('1', { needs: { gpus: 2 } }), task('2')], {}, { 2: 5 })).toEqual({ 2: 100 })
  const lane = { id: 'l', alive: true, serves: 'any', takes: 'light', queues: [], hasRoom: false, running: [] } as const
  expect(forecast({ ...fleetOf(worker('a', undefined)), lanes: [lane] }, [task('1', { isLight: true })], {}, {})).toEqual({})
})

test('with one slot, tasks start one after the other, whatever the order of ends', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 20 }), (durations) => {
      const ready = durations.map((_, index) => task(String(index)))
      const takes = Object.fromEntries(durations.map((duration, index) => [String(index), duration]))
      const starts = forecast(fleetOf(worker('a', 'x')), ready, { x: 500 }, takes)
      let at = 500
      for (const [index, duration] of durations.entries()) {
        expect(starts[index]).toBe(at)
        at += duration
      }
    }),
  )
})
