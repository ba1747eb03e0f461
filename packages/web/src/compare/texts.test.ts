import { expect, test } from 'vitest'
import { lineCountsText } from './line-diff.ts'
import { codeOf, configurationsOf, differencesFrom } from './texts.ts'

test('code and configurations of tasks are compared line by line; the progress of a run is none of them', () => {
  const config = (value: string) => ({ name: 'model', value })
  const tasks = [
    { id: 'a', script: { diff: 'one\ntwo\n' }, configuration: { model: config('{"depth":3,"units":8}') } },
    { id: 'b', script: { diff: 'one\nthree\n' }, configuration: { model: config('{"depth":4,"units":8}') } },
    { id: 'c', type: 'controller' as const, configuration: { Pipeline: config('{}') } },
  ]
  expect(differencesFrom(0, codeOf(tasks))).toEqual([
    { removed: 0, added: 0 },
    { removed: 1, added: 1 },
    { removed: 2, added: 1 },
  ])
  const configurations = configurationsOf(tasks)
  expect(configurations.map(({ name }) => name)).toEqual(['model'])
  expect(configurations.flatMap((text) => differencesFrom(0, text)).map(lineCountsText)).toEqual([
    '',
    '1 line removed, 1 added',
    '4 lines removed, 1 added',
  ])
  expect(configurations[0]?.texts[0]).toBe('{\n  "depth": 3,\n  "units": 8\n}')
})
