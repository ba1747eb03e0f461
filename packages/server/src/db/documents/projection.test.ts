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
const cut = (...paths: string[]) => projection(paths).apply(document)

test('requested parts are included, with the id, and with a parent whose leaf is missing', () => {
  expect(cut()).toEqual(document)
  expect(cut('name')).toEqual({ id: 'x', name: 'n' })
  expect(cut('runtime.version', 'unknown')).toEqual({ id: 'x', runtime: {} })
  expect(cut('script.repository', 'script')).toEqual({ id: 'x', script: document.script })
  expect(cut('hyperparams.Args.a%2Eb.value')).toEqual({ id: 'x', hyperparams: { Args: { 'a.b': { value: '1' } } } })
  expect(cut('models.input.model')).toEqual({ id: 'x', models: { input: [{ model: 'i' }] } })
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
  expect(projection(['script.repository']).wants('script')).toBe(true)
  expect(projection(['script.repository']).wants('script.diff')).toBe(false)
  expect(projection(['script']).wants('script.diff')).toBe(true)
  expect(projection(['name']).wants('hyperparams')).toBe(false)
  expect(projection(['-script']).wants('script.diff')).toBe(false)
  expect(projection(undefined).wants('anything')).toBe(true)
})
