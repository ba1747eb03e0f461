import { parameterValue } from '@clearway/engine'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Parameters, type ParameterValue, toParams, withStoredValues } from './parameters.ts'

const scalar = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.array(fc.integer()),
)
const name = fc.stringMatching(/^[a-z]{1,6}$/)
const tree = fc.letrec<{ node: ParameterValue; group: Parameters }>((tie) => ({
  node: fc.oneof({ depthSize: 'small' }, scalar as fc.Arbitrary<ParameterValue>, tie('group')),
  group: fc.dictionary(name, tie('node'), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
})).group

test('parameters that are written to a task are read back unchanged, whatever the local defaults', () => {
  fc.assert(
    fc.property(tree, (parameters) => {
      const wire = new Map(
        toParams('General', parameters).map((param) => [param.name, { value: String(param.value), type: String(param.type) }]),
      )
      const warnings: string[] = []
      expect(
        withStoredValues(
          parameters,
          (key) => wire.get(key),
          (message) => warnings.push(message),
        ),
      ).toEqual(normal(parameters))
      expect(warnings).toEqual([])
    }),
  )
})

/** -0 has no text of its own. */
function normal(value: ParameterValue): ParameterValue {
  if (typeof value === 'number') return value === 0 ? 0 : value
  if (typeof value !== 'object' || value === null) return value
  return Array.isArray(value) ? value.map(normal) : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, normal(item)]))
}

test('a value on the task takes the type of the local default', () => {
  const given: Record<string, { value: string; type: string }> = {
    epochs: { value: '7', type: 'str' },
    rate: { value: '1e-3', type: 'str' },
    'model/deep': { value: 'false', type: 'str' },
    layers: { value: "['a', True, None]", type: 'list' },
    seed: { value: '3', type: 'int' },
    extra: { value: 'x', type: 'str' },
  }
  const defaults = { epochs: 1, rate: 1, model: { deep: true }, layers: [] as ParameterValue[], seed: null, other: 'kept' }
  expect(
    withStoredValues(
      defaults,
      (key) => given[key],
      () => {},
    ),
  ).toEqual({
    epochs: 7,
    rate: 0.001,
    model: { deep: false },
    layers: ['a', true, null],
    seed: 3,
    other: 'kept',
  })
})

test('a text that does not fit the type leaves the default, with a warning', () => {
  const warnings: string[] = []
  const given = { value: 'many', type: 'str' }
  expect(
    withStoredValues(
      { epochs: 5 },
      () => given,
      (message) => warnings.push(message),
    ),
  ).toEqual({ epochs: 5 })
  expect(warnings).toEqual(["Parameter 'epochs' is 'many' on the task, which is no int: the default 5 is kept."])
})

test('nested parameters are named with slashes and typed by Python’s names', () => {
  expect(toParams('Args', { a: { b: 1, c: [1, 'x'] }, d: true, e: null, f: 0.5 })).toEqual([
    { section: 'Args', name: 'a/b', value: '1', type: 'int' },
    { section: 'Args', name: 'a/c', value: '[1,"x"]', type: 'list' },
    { section: 'Args', name: 'd', value: 'True', type: 'bool' },
    { section: 'Args', name: 'e', value: '', type: 'NoneType' },
    { section: 'Args', name: 'f', value: '0.5', type: 'float' },
  ])
})

test('infinities are read in either spelling', () => {
  expect(parameterValue({ value: 'inf' }, 1)).toBe(Infinity)
  expect(parameterValue({ value: '-Infinity' }, 1.5)).toBe(-Infinity)
})

test('numbers that JSON does not have are written as Python writes them, and read back', () => {
  const parameters = { most: Infinity, least: -Infinity, none: Number.NaN }
  const wire = toParams('General', parameters)
  expect(wire.map(({ value, type }) => [value, type])).toEqual([
    ['inf', 'float'],
    ['-inf', 'float'],
    ['nan', 'float'],
  ])
  const given = (name: string) => ({ value: String(wire.find((param) => param.name === name)?.value) })
  expect(withStoredValues({ most: 0, least: 0, none: 0 }, given, () => {})).toEqual(parameters)
})

test.each([
  [{ a: undefined }, "Parameter 'General/a': it is undefined"],
  [{ a: { b: [1, Infinity] } }, "Parameter 'General/a/b': [1] is Infinity"],
  [{ a: new Map() }, "Parameter 'General/a': it is a Map"],
])('a parameter that has no text is refused: %s', (parameters, message) => {
  expect(() => toParams('General', parameters as never)).toThrow(message)
})
