import { expect, test } from 'vitest'
import { partsOf } from './parts-of.ts'

const labels = (...given: Parameters<typeof partsOf>): readonly string[] => partsOf(...given).map(({ label }) => label)
const runOf = (name: string, project?: string) => ({
  params: { run: 'r' },
  run: { name, status: 'failed', project: project === undefined ? undefined : { id: 'p', name: project } },
})

test('a run lies in its pipeline, where its number names it', () => {
  const page = '/framed/runs/$run'
  expect(labels(page, runOf('iris #42', 'examples/.pipelines/iris'))).toEqual(['Pipelines', 'iris', '#42'])
  expect(labels(page, runOf('iris', 'examples/.pipelines/iris'))).toEqual(['Pipelines', 'iris', '#1'])
  expect(labels(page, runOf('another name', 'examples/.pipelines/iris'))).toEqual(['Pipelines', 'iris', 'another name'])
  expect(labels(page, runOf('alone'))).toEqual(['Pipelines', 'alone'])
  expect(partsOf(page, runOf('iris #42', '.pipelines/iris')).at(-1)).toMatchObject({ title: 'iris #42', state: 'failed' })
})

test('a part of the settings is below them, and what is no page has no path', () => {
  expect(labels('/framed/settings/$part', { params: { part: 'keys' } })).toEqual(['Settings', 'Keys'])
  expect(labels('__root__', { params: {} })).toEqual([])
})
