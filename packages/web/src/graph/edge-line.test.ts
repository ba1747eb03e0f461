import { expect, test } from 'vitest'
import { drawnLine, edgeAt, pathOf } from './edge-line.ts'
import { box, placeSteps } from './place-steps.ts'

const placement = placeSteps([
  { name: 'load', parents: [] },
  { name: 'prep', parents: ['load'], references: { load: ['rows'] } },
  { name: 'fit', parents: ['prep', 'load'], references: { prep: ['clean'] } },
])
const [toPrep, toFit, bent] = placement.edges

test('an edge has the names of what is taken along it, and none if the step only comes after', () => {
  expect(placement.edges.map(({ from, to, taken }) => [from, to, taken])).toEqual([
    [0, 1, ['rows']],
    [1, 2, ['clean']],
    [0, 2, []],
  ])
})

test('a parent whose name is a property of all objects is only come after', () => {
  const { edges } = placeSteps([
    { name: 'constructor', parents: [] },
    { name: 'fit', parents: ['constructor'], references: {} },
  ])
  expect(edges[0]?.taken).toEqual([])
})

test('the edge at a point is the nearest one within reach', () => {
  const middle = (one: number, other: number) => ({
    x: ((placement.x[one] ?? 0) + (placement.x[other] ?? 0)) / 2,
    y: ((placement.y[one] ?? 0) + (placement.y[other] ?? 0)) / 2,
  })
  expect(edgeAt(placement, middle(0, 1), 5)).toBe(toPrep)
  expect(edgeAt(placement, middle(1, 2), 5)).toBe(toFit)
  // Beside the box of the step between its ends the edge is straight.
  const through = { x: placement.x[1] ?? 0, y: bent?.bends[0] ?? 0 }
  expect(edgeAt(placement, { ...through, y: through.y + 4 }, 5)).toBe(bent)
  expect(edgeAt(placement, { ...through, y: through.y + 6 }, 5)).toBeUndefined()
  expect(edgeAt(placement, { x: (placement.x[0] ?? 0) - box.width, y: placement.y[0] ?? 0 }, 5)).toBeUndefined()
})

test('the path of an edge leads from the box of one step to that of the other', () => {
  const numbers = pathOf(placement, bent!)
    .match(/-?\d+(\.\d+)?/g)!
    .map(Number)
  expect(numbers.slice(0, 2)).toEqual([placement.x[0]! + box.width / 2, placement.y[0]])
  expect(numbers.slice(-3)).toEqual([placement.x[2]! - box.width / 2, placement.y[2], 0])
})

test('the lines of a bundle meet at one point, and no stretch is drawn twice', () => {
  const names = ['a', 'b', 'c']
  const bundled = placeSteps([
    ...names.map((name) => ({ name, parents: [] })),
    ...['x', 'y', 'z'].map((name) => ({ name, parents: names })),
  ])
  const drawn = bundled.edges.filter((edge) => edge.drawn !== 'nothing')
  const { join } = bundled.edges[0]?.bundle ?? {}
  const ends = drawn.map((edge) => {
    const { start, stops } = drawnLine(bundled, edge)
    return { edge, from: start, to: stops.at(-1), count: stops.length }
  })
  expect(ends).toHaveLength(5)
  for (const { edge, from, to, count } of ends) {
    if (edge.drawn === 'start') expect(to).toMatchObject(join ?? {})
    if (edge.drawn === 'end') expect(from).toEqual(join)
    expect(count).toBe(edge.drawn === undefined ? 2 : 1)
  }
  // The pointer at the meeting point is at the bundle.
  expect(edgeAt(bundled, join ?? { x: 0, y: 0 }, 5)?.bundle).toBe(bundled.edges[0]?.bundle)
})
