import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { parameterSet, type StandardSchema } from './parameter-set.ts'

test('defaults: what is not given keeps its default, and all faults are named at once', async () => {
  const set = parameterSet({ rows: 200, name: 'a', tags: ['x'], extra: null })
  expect(await set.complete({ rows: 5, extra: { any: 'thing' } })).toEqual({
    values: { rows: 5, name: 'a', tags: ['x'], extra: { any: 'thing' } },
  })
  expect(await set.complete({ rows: '5', tags: {}, epochs: 3 })).toEqual({
    faults: [
      { parameter: 'rows', message: 'is a string, and its default is a number.' },
      { parameter: 'tags', message: 'is an object, and its default is a list.' },
      { parameter: 'epochs', message: 'there is no such parameter. There is: rows, name, tags, extra.' },
    ],
  })
})

test('TypeBox: defaults of the schema, required ones, and all faults at once', async () => {
  const set = parameterSet(
    Type.Object({ rows: Type.Integer({ default: 200, minimum: 1 }), name: Type.String(), lr: Type.Optional(Type.Number()) }),
  )
  expect(set.described).toMatchObject([{ name: 'rows', default: 200, type: 'integer' }, { name: 'name' }, { name: 'lr', isOptional: true }])
  expect(set.described?.[1]).not.toHaveProperty('isOptional')
  expect(await set.complete({ name: 'a' })).toEqual({ values: { rows: 200, name: 'a' } })
  expect(await set.complete({ rows: 0, lr: 'x', epochs: 3 })).toEqual({
    faults: [
      { parameter: 'epochs', message: 'there is no such parameter. There is: rows, name, lr.' },
      { parameter: 'name', message: 'is required, and has no default.' },
      { parameter: 'rows', message: 'must be >= 1.' },
      { parameter: 'lr', message: 'must be number.' },
    ],
  })
})

test('Standard Schema: its output, or its issues with their paths', async () => {
  const schema: StandardSchema<{ n: string }, { n: number }> = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) => {
        const number = Number((value as { n: string }).n)
        return Number.isNaN(number) ? { issues: [{ message: 'is no number', path: ['n'] }] } : { value: { n: number } }
      },
    },
  }
  expect(await parameterSet(schema).complete({ n: '5' })).toEqual({ values: { n: 5 } })
  expect(await parameterSet(schema).complete({ n: 'x' })).toEqual({ faults: [{ parameter: 'n', message: 'is no number' }] })
})
