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

test('the same steps are placed alike', () => {
  fc.assert(
    fc.property(arbitrarySteps, (steps) => {
      expect(placeSteps(steps)).toEqual(placeSteps(steps))
    }),
    { numRuns: 20 },
  )
})
