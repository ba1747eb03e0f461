import { expect, test } from 'vitest'
import { pinched } from './pan-and-zoom.ts'

test('what is in the middle between two fingers stays there, and grows with their distance', () => {
  const view = { x: 40, y: 10, zoom: 0.5 }
  const [other, before, now] = [
    { x: 100, y: 100 },
    { x: 200, y: 100 },
    { x: 300, y: 100 },
  ]
  const next = pinched(view, { before, now, other })
  expect(next.zoom).toBe(1)
  // What was at 150 is at 200.
  expect((200 - next.x) / next.zoom).toBeCloseTo((150 - view.x) / view.zoom)
  expect((100 - next.y) / next.zoom).toBeCloseTo((100 - view.y) / view.zoom)
  // A finger that goes round the other one at the same distance moves the graph and zooms nothing.
  expect(pinched(view, { before, now: { x: 100, y: 200 }, other })).toEqual({ x: -10, y: 60, zoom: 0.5 })
})
