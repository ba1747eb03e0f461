import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawTree } from './tree.ts'

const draw = (steps: readonly { readonly name: string; readonly parents: readonly string[] }[]): string =>
  `\n${drawTree(steps)
    .map(({ step, prefix, others }) => `${prefix}${step.name}${others.length === 0 ? '' : ` ← ${others.join(', ')}`}`)
    .join('\n')}\n`

test('a step is drawn below its deepest parent and names its other parents', () => {
  const steps = [
    { name: 'load', parents: [] },
    { name: 'clean', parents: ['load'] },
    { name: 'features', parents: ['load'] },
    { name: 'train', parents: ['clean', 'features'] },
    { name: 'report', parents: ['load', 'train'] },
  ]
  expect(draw(steps)).toMatchInlineSnapshot(`
    "
    load
    ├─ clean
    │  └─ train ← features
    │     └─ report ← load
    └─ features
    "
  `)
})

test('a chain that is too deep to draw is a list in which each step names its parents', () => {
  const chain = Array.from({ length: 9 }, (_, index) => ({ name: `s${index}`, parents: index === 0 ? [] : [`s${index - 1}`] }))
  const lines = drawTree(chain.toReversed())
  expect(lines.map(({ step }) => step.name)).toEqual(chain.map(({ name }) => name))
  expect(lines.map(({ prefix, others }) => [prefix, ...others])).toEqual(chain.map(({ parents }) => ['', ...parents]))
})

test('every step is drawn once, whatever the parents are, cycles and unknown names among them', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
  const any = fc.uniqueArray(
    fc.record({ name: fc.constantFrom(...names), parents: fc.uniqueArray(fc.constantFrom(...names, 'unknown'), { maxLength: 3 }) }),
    { selector: ({ name }) => name },
  )
  fc.assert(
    fc.property(any, (steps) => {
      const drawn = drawTree(steps).map(({ step }) => step.name)
      expect(drawn.toSorted()).toEqual(steps.map(({ name }) => name).toSorted())
    }),
  )
})
