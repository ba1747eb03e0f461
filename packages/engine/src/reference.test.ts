import type { Param } from '@clearway/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { referableTask } from './referable-task.ts'
import { parseReference, referencesIn, splitText } from './reference.ts'
import { resolve, resolveToText, UnresolvedReference } from './resolve.ts'
import type { ReferenceLookup } from './resolve.ts'

const task = referableTask(
  {
    id: 't1',
    execution: {
      artifacts: [
        { key: 'data', uri: 'http://files/data', hash: 'abc', content_size: 12, display_data: [['rows', '3']], timestamp: 86_400 },
        { key: 'data.csv', uri: 'http://files/csv' },
      ],
    },
    hyperparams: {
      Args: { 'a.b': param('Args', 'a.b', '7'), 'learning rate': param('Args', 'learning rate', '0.1') },
      General: { x: param('General', 'x', 'y') },
    },
    models: {
      input: [],
      output: [
        { name: 'first', model: 'm1' },
        { name: 'last', model: 'm0' },
        { name: 'last', model: 'm2' },
      ],
    },
    script: { branch: 'main', requirements: { pip: 'numpy' } },
    tags: ['a', 'b'],
  },
  { m1: { url: 's3://m1' }, m2: { url: 's3://m2', published: true } },
)

function param(section: string, name: string, value: string): Param {
  return { section, name, value }
}

const steps = ['step 1', 'v1.2', 'not run']
const lookup: ReferenceLookup = {
  parameters: { epochs: 3, 'a.b': 'dotted', list: [1, 2] },
  hasStep: (step) => steps.includes(step),
  stepNames: () => steps,
  task: (step) => (step === 'not run' ? undefined : step === 'step 1' || step === 'v1.2' ? task : undefined),
}

test.each([
  ['${step 1.id}', 't1'],
  ['${v1.2.id}', 't1'],
  ['${step 1.artifacts.data.url}', 'http://files/data'],
  ['${step 1.artifacts.data.hash}', 'abc'],
  ['${step 1.artifacts.data.size}', '12'],
  ['${step 1.artifacts.data.name}', 'data'],
  ['${step 1.artifacts.data.metadata.rows}', '3'],
  ['${step 1.artifacts.data.timestamp}', '1970-01-02 00:00:00'],
  ['${step 1.artifacts.data.csv.url}', 'http://files/csv'],
  ['${step 1.artifacts.data\\.csv.url}', 'http://files/csv'],
  ['${step 1.parameters.Args/a.b}', '7'],
  ['${step 1.parameters.Args/learning rate}', '0.1'],
  ['${step 1.models.output.-1.url}', 's3://m2'],
  ['${step 1.models.output.0.url}', 's3://m1'],
  ['${step 1.models.OUTPUT.first.id}', 'm1'],
  ['${step 1.models.output.last.id}', 'm2'],
  ['${step 1.script.branch}', 'main'],
  ['${step 1.tags}', ['a', 'b']],
  ['${pipeline.epochs}', 3],
  ['${pipeline.epochs.more}', 3],
  ['${pipeline.a.b}', 'dotted'],
  ['${pipeline.list}', [1, 2]],
  ['no reference $ {} }', 'no reference $ {} }'],
  ['${v1.2.id}-${pipeline.epochs}/${step 1.parameters.General/x}!', 't1-3/y!'],
  [{ deep: ['${step 1.id}', 1, null] }, { deep: ['t1', 1, null] }],
] as const)('%j becomes %j', (value, expected) => {
  expect(resolve(value, lookup)).toEqual(expected)
})

test('a parameter is a text, whatever it refers to', () => {
  expect(resolveToText('${pipeline.epochs}', lookup)).toBe('3')
  expect(resolveToText('${pipeline.list}', lookup)).toBe('[1,2]')
})

test.each([
  ['${step 1.artifacts.nothing.url}', "step 'step 1' has no artifact 'nothing'. There is: data, data.csv."],
  ['${step 1.artifacts.data.preview}', "has no 'preview' on its artifact 'data'. There is: url, name, size, hash, timestamp, metadata."],
  ['${step 1.parameters.Args/c}', "has no parameter 'Args/c'. There is: Args/a.b, Args/learning rate, General/x."],
  ['${step 1.models.input.0.url}', "has no input model '0'. There is none."],
  ['${step 1.models.output.3.url}', "has no output model '3'. There is: first, last, last."],
  ['${step 1.models.output.first.framework}', "has a model without 'framework'"],
  ['${step 1.script.commit}', "has no 'script.commit'"],
  ['${not run.id}', "step 'not run' has no task that could be read"],
  ['${other.id}', "there is no step 'other'. There is: step 1, v1.2, not run."],
  ['${pipeline.x}', "the pipeline has no parameter 'x'. There is: epochs, a.b, list."],
  ['${HOME}', 'it cannot be read'],
])('%s is refused with what there is', (text, message) => {
  expect(() => resolve(text, lookup)).toThrow(UnresolvedReference)
  expect(() => resolve(text, lookup)).toThrow(message)
})

test.each([
  ['${a}', 'no dot'],
  ['${}', 'no dot'],
  ['${a.b.c}', "'b' is none of id"],
  ['${a.id.b}', "nothing may follow 'id'"],
  ['${a.artifacts}', 'must be followed by a name'],
  ['${a.artifacts.x}', 'must be followed by one of .url'],
  ['${a.models.both.0.url}', 'input or output'],
  ['${a.models.output.0}', 'position or name and a property'],
])('%s is malformed: %s', (raw, why) => {
  expect(parseReference(raw)).toMatchObject({ kind: 'malformed', why: expect.stringContaining(why) as string })
})

test('a name that holds dots ends where a step exists', () => {
  const known = { hasStep: (name: string) => name === 'x.id', hasParameter: () => false }
  expect(parseReference('${x.id.parameters.id}', known)).toMatchObject({
    kind: 'step',
    step: 'x.id',
    path: { of: 'parameters', name: 'id' },
  })
  expect(parseReference('${x.parameters.a.id}')).toMatchObject({ kind: 'step', step: 'x', path: { of: 'parameters', name: 'a.id' } })
})

test('a reference that begins with `pipeline.` reads the step of that name where there is one, else a parameter', () => {
  const known = { hasStep: (name: string) => name === 'pipeline.load', hasParameter: (name: string) => name === 'load' }
  expect(parseReference('${pipeline.load.artifacts.result.url}', known)).toMatchObject({ kind: 'step', step: 'pipeline.load' })
  expect(parseReference('${pipeline.load}', known)).toMatchObject({ kind: 'pipeline', parameter: 'load' })
  expect(parseReference('${pipeline.rows.id}', known)).toMatchObject({ kind: 'pipeline', parameter: 'rows.id' })
  expect(parseReference('${pipeline.id}', known)).toMatchObject({ kind: 'pipeline', parameter: 'id' })
})

test('splitting a text preserves all of it, and finds every reference', () => {
  const piece = fc.oneof(
    fc.string().map((text) => text.replaceAll('$', '')),
    fc.constantFrom('${a.id}', '${a b.artifacts.c d.url}', '${pipeline.x}', '${broken}'),
  )
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('')
      const cut = splitText(text)
      expect(cut.map((part) => (typeof part === 'string' ? part : part.raw)).join('')).toBe(text)
      const count = pieces.filter((part) => part.startsWith('${')).length
      expect(referencesIn([text, { key: text }])).toHaveLength(2 * count)
    }),
  )
})
