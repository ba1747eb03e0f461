import { expect, test } from 'vitest'
import { box, placeSteps } from './place-steps.ts'
import { nextTip, tipAtEdge, tipOfStep } from './tip.ts'

const placement = placeSteps([
  { name: 'load', parents: [] },
  { name: 'fit', parents: ['load'], references: { load: ['rows'] } },
])
const seen = { view: { x: 100, y: 50, zoom: 0.5 }, frame: { width: 800, height: 600 } }
const onPage = (x: number, y: number) => ({ x: x * seen.view.zoom + seen.view.x, y: y * seen.view.zoom + seen.view.y })
const between = onPage((placement.x[0]! + placement.x[1]!) / 2, placement.y[0]!)

test('an edge is found within a few pixels of the page, and no edge within a box', () => {
  expect(tipAtEdge(placement, { ...between, y: between.y + 6 }, seen)?.edges).toEqual(placement.edges)
  expect(tipAtEdge(placement, { ...between, y: between.y + 8 }, seen)).toBeUndefined()
  expect(tipAtEdge(placement, onPage(placement.x[1]! - box.width / 2 + 1, placement.y[1]!), seen)).toBeUndefined()
})

test('a step has a tip below its box if it has parents', () => {
  expect(tipOfStep(placement, 0, seen)).toBeUndefined()
  const { edges, at } = tipOfStep(placement, 1, seen)!
  expect(edges).toEqual(placement.edges)
  expect(at.y).toBeGreaterThan(onPage(0, placement.y[1]! + box.height / 2).y)
})

test('a tip stays while the pointer follows its edge; that of a step, until the pointer comes to an edge', () => {
  const [first, later] = [between, { ...between, x: between.x + 1 }].map((at) => tipAtEdge(placement, at, seen))
  expect(nextTip(first, later)).toBe(first)
  expect(nextTip(first, undefined)).toBeUndefined()
  const ofStep = tipOfStep(placement, 1, seen)
  expect(nextTip(ofStep, undefined)).toBe(ofStep)
  expect(nextTip(ofStep, first)).toBe(first)
})
