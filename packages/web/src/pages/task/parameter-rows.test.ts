import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyOf, parameterRows, type Parameters, referenceParts, textsOf, withDefaults } from './parameter-rows.ts'

const name = fc.constantFrom('lr', 'rows', 'a/b', 'constructor')
const section = fc.constantFrom('Args', 'General')
const parameters = fc
  .uniqueArray(fc.record({ section, name, value: fc.constantFrom('1', '2', 'True', 'true', '') }), {
    selector: (one) => keyOf(one.section, one.name),
  })
  .map((all) => {
    const found: Record<string, Record<string, (typeof all)[number]>> = {}
    for (const one of all) (found[one.section] ??= {})[one.name] = one
    return found as Parameters
  })

test('each parameter has a row, which says what it was before exactly where that differs', () => {
  fc.assert(
    fc.property(parameters, parameters, parameters, (now, before, base) => {
      const rows = parameterRows(now, { before: textsOf(before), defaults: textsOf(base) })
      const [values, earlier, defaults] = [now, before, base].map((one) => new Map(Object.entries(textsOf(one))))
      expect(new Set(rows.map((row) => keyOf(row.section, row.name)))).toEqual(new Set([...values!.keys(), ...earlier!.keys()]))
      expect(rows).toHaveLength(new Set([...values!.keys(), ...earlier!.keys()]).size)
      for (const row of rows) {
        const key = keyOf(row.section, row.name)
        const [value, was] = [values!.get(key), earlier!.get(key)]
        expect(row.value).toBe(value)
        expect(row.change).toEqual(value?.toLowerCase() === was?.toLowerCase() ? undefined : { was })
        if (value !== undefined) expect(row.byDefault?.value).toBe(defaults!.get(key))
      }
    }),
  )
})

test('what a run does not state has its default', () => {
  fc.assert(
    fc.property(parameters, parameters, (stated, defaults) => {
      expect(textsOf(withDefaults(stated, textsOf(defaults)))).toEqual({ ...textsOf(defaults), ...textsOf(stated) })
    }),
  )
})

test('without a run before nothing has changed', () => {
  fc.assert(
    fc.property(parameters, (now) => parameterRows(now).every(({ change, byDefault }) => change === undefined && byDefault === undefined)),
  )
})

test('the file of the same step has another address in each run, and is no change', () => {
  const step = (value: string): Parameters => ({ General: { x: { section: 'General', name: 'x', value } } })
  const template = { 'General/x': '${prep.artifacts.x.url}' }
  const before = { 'General/x': 'http://files/1' }
  const of = (givenBefore: Record<string, string>) => parameterRows(step('http://files/2'), { given: template, givenBefore, before })[0]
  expect(of(template)).toMatchObject({ from: '${prep.artifacts.x.url}' })
  expect(of(template)?.change).toBeUndefined()
  expect(of({ 'General/x': '${load.artifacts.x.url}' })?.change).toEqual({ was: 'http://files/1' })
  const result = (task: string) => `{"$step":"http://files/prep.${task.repeat(32)}/artifacts/result"}`
  expect(parameterRows(step(result('a')), { before: { 'General/x': result('b') } })[0]?.change).toBeUndefined()
})

test('references in a text are found, and nothing of it is lost', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', '$', '{', '}', '${prep.artifacts.x}', '${pipeline.lr}', ' ')), (parts) => {
      const text = parts.join('')
      expect(
        referenceParts(text)
          .map((part) => part.text)
          .join(''),
      ).toBe(text)
    }),
  )
  expect(referenceParts('x=${prep.artifacts.x.url}, ${pipeline.lr}')).toEqual([
    { text: 'x=' },
    { text: '${prep.artifacts.x.url}', step: 'prep' },
    { text: ', ' },
    { text: '${pipeline.lr}' },
  ])
})
