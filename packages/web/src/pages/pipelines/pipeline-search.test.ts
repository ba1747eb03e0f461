import { expect, test } from 'vitest'
import { readPipelineSearch } from './pipeline-search.ts'

test('an address has the text and the order of pipelines beside what it says of runs, and nothing that the page does not know', () => {
  expect(readPipelineSearch({ q: 'night', find: 'iris', order: 'failing' })).toEqual({ q: 'night', find: 'iris', order: 'failing' })
  expect(readPipelineSearch({ find: 42, order: 'name' })).toEqual({ find: '42' })
  expect(readPipelineSearch({ find: '', order: 'any', other: 1 })).toEqual({})
})
