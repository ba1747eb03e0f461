import { type ExportedPipeline, exportedPipelines, pipeline } from '@clearway/sdk'
import { expect, test } from 'vitest'
import { readParameters } from './read-parameters.ts'

const defaults = { rows: 200, isDeep: false, files: [], rates: [0.1], names: ['a'], options: {}, label: '', any: null }
const read = (...words: string[]): unknown => readParameters(described(pipeline('churn', defaults, async () => 1)), words)

function described(made: unknown): ExportedPipeline {
  const [found] = exportedPipelines({ made })
  if (found === undefined) throw new Error('It is no pipeline.')
  return found
}

/** A pipeline whose schema gives itself as a JSON Schema with these properties. */
function ofSchema(properties: object): ExportedPipeline {
  const validate = (value: unknown): { value: unknown } => ({ value })
  const jsonSchema = { input: () => ({ type: 'object', properties }) }
  return described(pipeline('of a schema', { '~standard': { version: 1, vendor: 'test', validate, jsonSchema } }, async () => 1))
}

test('each value has the type of its parameter', () => {
  expect(read('--rows', '-3', '--isDeep', '--files', 'a.csv,b.csv', '--rates=0.3,1', '--options', '{"a":[1]}', '--label', '7')).toEqual({
    rows: -3,
    isDeep: true,
    files: ['a.csv', 'b.csv'],
    rates: [0.3, 1],
    options: { a: [1] },
    label: '7',
  })
})

test('a flag of the name in lower case, a negation and --set set parameters, too', () => {
  expect(read('--no-is-deep', '--set', 'rows=5', '-p', 'label=a=b')).toEqual({ isDeep: false, rows: 5, label: 'a=b' })
  expect(read('--is-deep', 'false', '--any', '[1]')).toEqual({ isDeep: false, any: [1] })
  expect(read('--any=text')).toEqual({ any: 'text' })
})

test('all faults are told at once', () => {
  const words = ['--rows', 'many', '--colour', 'red', '--options={', '--rates', 'a,b', '--isDeep=perhaps', 'left', '--label']
  expect(() => read(...words)).toThrow(
    [
      "Pipeline 'churn':",
      "--rows is 'many', which is no number.",
      "There is no parameter 'colour'.",
      "--options is '{', which is no JSON object.",
      "--rates is 'a,b', which is no list of numbers.",
      "--isDeep is 'perhaps', which is neither true nor false.",
      "'left' belongs to no parameter: write --NAME left.",
      '--label has no value.',
    ].join('\n'),
  )
})

test('a schema that does not list its parameters takes any', () => {
  expect(readParameters({ name: 'open', parameters: undefined }, ['--rows', '3', '--name', 'x'])).toEqual({ rows: 3, name: 'x' })
})

test('items of a list are of the type that its default or schema tells, else numbers if all are', () => {
  expect(read('--files', '1,2', '--names', '1,2')).toEqual({ files: [1, 2], names: ['1', '2'] })
  const made = ofSchema({ ids: { type: 'array', items: { type: 'number' } }, words: { type: 'array', items: { type: 'string' } } })
  expect(readParameters(made, ['--ids', '1,2', '--words', '1,2'])).toEqual({ ids: [1, 2], words: ['1', '2'] })
  const refused = expect.objectContaining({
    message: expect.stringContaining("--ids is '1,x', which is no list of numbers.") as string,
    cure: 'It has --ids (optional), --words (optional).',
  }) as Error
  expect(() => readParameters(made, ['--ids', '1,x'])).toThrow(refused)
})

test('a text is a value of one of the types that a schema allows', () => {
  const made = ofSchema({
    id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    level: { enum: [1, 2, 'all'] },
    rate: { type: ['number', 'null'] },
  })
  expect(readParameters(made, ['--id', '42', '--level', '2', '--rate', 'null'])).toEqual({ id: '42', level: 2, rate: null })
  expect(readParameters(made, ['--id', 'null', '--level', 'all', '--rate', '1'])).toEqual({ id: null, level: 'all', rate: 1 })
})

test('a program with an older SDK tells the types of its parameters alone', () => {
  const parameters = [{ name: 'rows', type: 'number', default: 1 }, { name: 'files', type: 'array', default: [] }, { name: 'any' }]
  expect(readParameters({ name: 'older', parameters }, ['--rows', '5', '--files', 'a,b', '--any', '[1]'])).toEqual({
    rows: 5,
    files: ['a', 'b'],
    any: [1],
  })
})
