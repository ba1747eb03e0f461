import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countsOf, rowsOf } from './differences.ts'
import { type Fact, factGroups, factsOf } from './facts.ts'

test('what differs comes first, and what moved the metric before all', () => {
  const task = (lr: string, seed: string) =>
    factsOf({
      id: 'x',
      hyperparams: {
        Args: {
          lr: { section: 'Args', name: 'lr', value: lr },
          seed: { section: 'Args', name: 'seed', value: seed },
          depth: { section: 'Args', name: 'depth', value: '3' },
        },
      },
    })
  const tasks = [task('0.1', '1'), task('0.1', '2'), task('0.2', '1'), task('0.2', '2')]
  const rows = rowsOf(tasks, [0.5, 0.5, 0.9, 0.9])
  expect(rows.map(({ name, differs, explains }) => [name, differs, explains])).toEqual([
    ['Args/lr', true, 1],
    ['Args/seed', true, 0],
    ['Args/depth', false, undefined],
  ])
  expect([...countsOf(rows)]).toEqual([['parameters', 2]])
})

test('code, packages, inputs, artifacts and steps of a run are facts', () => {
  const facts = factsOf(
    {
      id: 'x',
      script: { repository: 'r', version_num: 'c', requirements: { pip: 'numpy==2' } },
      models: { input: [{ name: 'm', model: 'id' }], output: [] },
      execution: {
        artifacts: [
          { key: 'data', mode: 'input', hash: 'h' },
          { key: 'out', mode: 'output', hash: '', uri: 'u' },
        ],
      },
    },
    [
      { name: 'a', parents: [] },
      { name: 'b', parents: ['z', 'a'] },
    ],
  )
  expect(facts.map(({ group, name, value }) => `${group} ${name} ${value}`)).toEqual([
    'packages numpy 2',
    'code repository r',
    'code commit c',
    'inputs model m id',
    'inputs data h',
    'artifacts out u',
    'steps a first',
    'steps b after a, z',
  ])
})

const fact = fc.record<Fact>({
  group: fc.constantFrom(...factGroups),
  name: fc.constantFrom('a', 'b', 'c'),
  value: fc.constantFrom('1', '2'),
})
const unique = (facts: readonly Fact[]): Fact[] => [...new Map(facts.map((one) => [`${one.group} ${one.name}`, one])).values()]
const tasks = fc.array(fc.array(fact).map(unique), { minLength: 1, maxLength: 6 })

test('every fact of every task is in one row, and rows of equal values do not differ', () => {
  fc.assert(
    fc.property(tasks, (given) => {
      const rows = rowsOf(given)
      for (const [index, facts] of given.entries())
        for (const { group, name, value } of facts)
          expect(rows.filter((row) => row.group === group && row.name === name).map(({ values }) => values[index])).toEqual([value])
      for (const { values, differs } of rows) {
        expect(values).toHaveLength(given.length)
        expect(differs).toBe(values.some((value) => value !== values[0]))
      }
      expect(rows.map(({ differs }) => differs)).toEqual(rows.map(({ differs }) => differs).toSorted((a, b) => Number(b) - Number(a)))
    }),
  )
})

test('a task beside itself differs in nothing, and the order of tasks changes only the order of values', () => {
  fc.assert(
    fc.property(tasks, (given) => {
      const [first = []] = given
      expect(countsOf(rowsOf([first, first])).size).toBe(0)
      const backward = rowsOf(given.toReversed())
      expect(backward.map(({ values, ...row }) => ({ ...row, values: values.toReversed() }))).toEqual(rowsOf(given))
    }),
  )
})
