import fc from 'fast-check'
import { expect, test } from 'vitest'
import { box, placeSteps, stepAt } from './place-steps.ts'

/** Steps of which each comes after some of those before it. */
const arbitrarySteps = fc
  .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 60 })
  .map((rows) =>
    rows.map((picks, index) => ({ name: `s${index}`, parents: index === 0 ? [] : [...new Set(picks.map((pick) => `s${pick % index}`))] })),
  )

test('each step is right of its parents, no two boxes overlap, and each is found at its place', () => {
  fc.assert(
    fc.property(arbitrarySteps, (steps) => {
      const placed = placeSteps(steps)
      for (const { from, to } of placed.edges) expect(placed.x[to]!).toBeGreaterThan(placed.x[from]!)
      for (const column of placed.columns)
        for (const [index, step] of column.slice(1).entries())
          expect(placed.y[step]! - placed.y[column[index]!]!).toBeGreaterThanOrEqual(box.height)
      for (const index of steps.keys()) expect(stepAt(placed, { x: placed.x[index]!, y: placed.y[index]! })).toBe(index)
    }),
  )
})

test('a long chain whose steps all come after its first one is placed, its longest edges straight', () => {
  const steps = Array.from({ length: 3000 }, (_, index) => ({
    name: `s${index}`,
    parents: index === 0 ? [] : index === 1 ? ['s0'] : ['s0', `s${index - 1}`],
  }))
  const { edges, columns } = placeSteps(steps)
  expect(columns.length).toBe(3000)
  expect(edges.length).toBe(2 * 2998 + 1)
  expect(edges.reduce((points, { bends }) => points + bends.length, 0)).toBeLessThanOrEqual(60_000)
  expect(edges.find(({ from, to }) => from === 0 && to === 20)?.bends.length).toBe(19)
})

test('the same steps are placed alike', () => {
  fc.assert(
    fc.property(arbitrarySteps, (steps) => {
      expect(placeSteps(steps)).toEqual(placeSteps(steps))
    }),
    { numRuns: 20 },
  )
})
