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

test('edges from each of many steps to each of many others are drawn as one bundle, with a line for each step', () => {
  const some = Array.from({ length: 50 }, (_, index) => ({ name: `a${index}`, parents: ['first'] }))
  const parents = some.map(({ name }) => name)
  const others = Array.from({ length: 50 }, (_, index) => ({ name: `b${index}`, parents }))
  const { edges, y } = placeSteps([{ name: 'first', parents: [] }, ...some, ...others])
  const bundled = edges.filter(({ bundle }) => bundle !== undefined)
  expect(bundled).toHaveLength(2500)
  expect(bundled.filter(({ drawn }) => drawn === undefined)).toHaveLength(1)
  expect(bundled.filter(({ drawn }) => drawn === 'end')).toHaveLength(49)
  expect(bundled.filter(({ drawn }) => drawn === 'start')).toHaveLength(49)
  expect(new Set(bundled.map(({ bundle }) => bundle)).size).toBe(1)
  expect(bundled[0]?.bundle).toMatchObject({ sources: 50, targets: 50, join: { x: expect.any(Number) as number } })
  expect(bundled[0]?.bundle?.join?.y).toBeCloseTo(y[0] ?? Number.NaN)
})

test('a bundle over other columns is one line through them', () => {
  const names = ['a', 'b', 'c', 'd']
  const chain = (name: string, after: string) => ({ name, parents: [after] })
  const { edges } = placeSteps([
    { name: 'first', parents: [] },
    ...names.map((name) => chain(name, 'first')),
    chain('e', 'a'),
    ...['v', 'w', 'x'].map((name) => ({ name, parents: [...names, 'e'] })),
  ])
  const bundled = edges.filter(({ bundle }) => bundle !== undefined)
  expect(bundled).toHaveLength(12)
  expect(new Set(bundled.map(({ bends }) => JSON.stringify(bends))).size).toBe(1)
  expect(bundled[0]?.bends).toHaveLength(1)
  expect(bundled[0]?.bundle?.join).toBeUndefined()
})

test('few edges, those of other kinds, and those of steps with other parents are in no bundle', () => {
  const after = (parents: string[], references = {}) => ({ parents, references })
  const roots = ['a', 'b', 'c'].map((name) => ({ name, parents: [] }))
  const bundlesOf = (...steps: { parents: string[]; references: object }[]) =>
    new Set(
      placeSteps([...roots, ...steps.map((step, index) => ({ name: `t${index}`, ...step }) as never)]).edges.flatMap(
        ({ bundle }) => bundle ?? [],
      ),
    ).size
  const all = after(['a', 'b', 'c'])
  expect(bundlesOf(all, all)).toBe(0)
  expect(bundlesOf(all, all, all)).toBe(1)
  expect(bundlesOf(all, all, after(['a', 'b']))).toBe(0)
  expect(bundlesOf(all, all, after(['a', 'b', 'c'], { a: ['x'], b: ['x'], c: ['x'] }))).toBe(0)
})
