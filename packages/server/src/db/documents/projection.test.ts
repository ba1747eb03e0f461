import { Queue, Task } from '@clearway/contract'
import { Errors } from 'typebox/value'
import { expect, test } from 'vitest'
import { projection } from './projection.ts'

const document = {
  id: 'x',
  name: 'n',
  runtime: {},
  script: { diff: 'd', repository: 'r' },
  hyperparams: { Args: { 'a.b': { value: '1' }, c: { value: '2' } } },
  models: { input: [{ name: 'm', model: 'i' }], output: [] },
}
const cut = (...paths: string[]) => projection(paths, {}).apply(document)

test('requested parts are included, with the id, and with a parent whose leaf is missing', () => {
  expect(cut()).toEqual(document)
  expect(cut('name')).toEqual({ id: 'x', name: 'n' })
  expect(cut('runtime.version', 'unknown')).toEqual({ id: 'x', runtime: {} })
  expect(cut('script.repository', 'script')).toEqual({ id: 'x', script: document.script })
  expect(cut('hyperparams.Args.a%2Eb.value')).toEqual({ id: 'x', hyperparams: { Args: { 'a.b': { value: '1' } } } })
  expect(cut('models.input.model')).toEqual({ id: 'x', models: { input: [{ model: 'i' }] } })
})

test('a star stands for everything at its place', () => {
  expect(cut('*', 'script.*')).toEqual(document)
  expect(cut('*', '-script.diff')).toEqual({ ...document, script: { repository: 'r' } })
  expect(cut('script.*')).toEqual({ id: 'x', script: document.script })
})

test('the fields that are named below a reference are answered', () => {
  const { below } = projection(['execution.queue.name', 'execution.queue.*', 'models.input'], {})
  expect([below('execution.queue'), below('models.input'), below('project')]).toEqual([['name', '*'], [], []])
})

test('a path after a minus sign is excluded', () => {
  expect(cut('-script.diff', '-models')).toEqual({
    id: 'x',
    name: 'n',
    runtime: {},
    script: { repository: 'r' },
    hyperparams: document.hyperparams,
  })
  expect(cut('script', '-script.diff')).toEqual({ id: 'x', script: { repository: 'r' } })
  expect(cut('-id')).toHaveProperty('id')
})

test('only requested parts need to be read', () => {
  expect(projection(['script.repository'], {}).wants('script')).toBe(true)
  expect(projection(['script.repository'], {}).wants('script.diff')).toBe(false)
  expect(projection(['script'], {}).wants('script.diff')).toBe(true)
  expect(projection(['name'], {}).wants('hyperparams')).toBe(false)
  expect(projection(['-script'], {}).wants('script.diff')).toBe(false)
  expect(projection(undefined, {}).wants('anything')).toBe(true)
})

test.for([
  {
    shape: Task,
    document: {
      id: 'x',
      name: 'n',
      script: { diff: 'd', repository: 'r' },
      hyperparams: { Args: { lr: { section: 'Args', name: 'lr', value: '1', type: 'float', description: '' } } },
      configuration: { General: { name: 'General', value: '{}', type: 'json' } },
      execution: { queue: 'q', artifacts: [{ key: 'a', mode: 'output', uri: 'u', type_data: { preview: 'p' } }] },
      models: { input: [{ name: 'm', model: 'i' }], output: [{ name: 'o', model: 'j', updated: 't' }] },
      last_metrics: { m: { v: { value: 1 } } },
    },
  },
  { shape: Queue, document: { id: 'q', entries: [{ task: { id: 'x', name: 'n' }, added: '1970-01-01T00:00:00.005+00:00' }] } },
])('whatever is requested or excluded, a document keeps what its contract requires', ({ shape, document }) => {
  for (const path of pathsIn(document))
    for (const fields of [[path], [`-${path}`], ['execution', `-${path}`]])
      expect([fields, Errors(shape, projection(fields, shape).apply(document))]).toEqual([fields, []])
})

/** The paths of all parts, through lists. */
function pathsIn(value: unknown): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap(pathsIn))]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, part]) => [key, ...pathsIn(part).map((path) => `${key}.${path}`)])
}
