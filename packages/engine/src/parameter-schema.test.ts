import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonTypeOf } from './parameter-text.ts'
import { parameterSchema, pythonTypeIn, readAs, typesIn } from './parameter-schema.ts'

const json = fc.jsonValue({ maxDepth: 2, stringUnit: 'binary' })

test('a value that is no string is read back from its JSON, whatever other types the schema allows', () => {
  const types = fc.uniqueArray(fc.constantFrom('string', 'number', 'boolean', 'null', 'array', 'object'))
  fc.assert(
    fc.property(json, types, (value, others) => {
      const schema = { type: [...new Set([jsonTypeOf(value)!, ...others])] }
      const text = typeof value === 'string' ? value : JSON.stringify(value)
      const isOther = typeof value === 'string' && schema.type.length > 1
      if (!isOther) expect(readAs(text, schema)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('what is read by a schema is of one of its types', () => {
  const schema = fc.oneof(json, fc.record({ type: fc.constantFrom('string', 'integer', 'boolean', 'null', 'array', 'object', 'other') }))
  fc.assert(
    fc.property(fc.oneof(fc.string(), json.map(String)), schema, (text, written) => {
      const kept = parameterSchema(written)
      expect(parameterSchema(kept)).toEqual(kept)
      const value = readAs(text, kept)
      if (value !== undefined) expect(typesIn(kept)?.has(jsonTypeOf(value)!) ?? true).toBe(true)
    }),
  )
})

test.each([
  ['1,2', { type: 'array', items: { type: 'number' } }, [1, 2]],
  ['1,2', { type: 'array', items: { type: 'string' } }, ['1', '2']],
  ['1,2', { type: 'array' }, [1, 2]],
  ['1,b', { type: 'array' }, ['1', 'b']],
  ['1,,2', { type: 'array', items: { type: 'integer' } }, undefined],
  ['', { type: 'array' }, []],
  ["['a', True]", { type: 'array' }, ['a', true]],
  ['{"a":1}', { type: 'array' }, undefined],
  ['[1]', { type: 'object' }, undefined],
  ["{'a': None}", { type: 'object' }, { a: null }],
  ['42', { anyOf: [{ type: 'string' }, { type: 'null' }] }, '42'],
  ['"a"', { type: 'string' }, '"a"'],
  ['"a"', {}, 'a'],
  ['1e999', {}, '1e999'],
  ['True', { type: 'boolean' }, true],
  ['inf', { type: 'number' }, Infinity],
  ['2', { enum: [1, 2, 'all'] }, 2],
])('%s read as %o is %o', (text, schema, value) => {
  expect(readAs(text, schema)).toEqual(value)
})

test('of a schema is kept what can be checked of anybody’s', () => {
  const pattern = { type: 'string', pattern: '(a+)+$', minLength: 2, $ref: '#' }
  expect(parameterSchema({ oneOf: [pattern, { type: 'bigint' }], required: ['a'], not: {}, properties: { a: pattern } })).toEqual({
    anyOf: [{ type: 'string', minLength: 2 }, {}],
    properties: { a: { type: 'string', minLength: 2 } },
  })
  let deep: object = { type: 'string' }
  for (let depth = 0; depth < 100_000; depth += 1) deep = { items: deep }
  expect(JSON.stringify(parameterSchema(deep)).length).toBeLessThan(200)
})

test('the type of a schema in the words of Python', () => {
  const types = ['string', 'integer', 'number', 'boolean', 'array', 'object', 'null', ['string', 'null']]
  expect(types.map((type) => pythonTypeIn({ type }))).toEqual(['str', 'int', 'float', 'bool', 'list', 'dict', 'NoneType', 'str'])
})
