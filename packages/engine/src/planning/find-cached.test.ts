import type { Artifact, Task } from '@clearway/contract'
import { expect, test } from 'vitest'
import { findCached } from './find-cached.ts'

const artifact = (uri: string, mode: 'input' | 'output' = 'output'): Artifact => ({ key: `of ${uri}`, uri, mode })

function finished(id: string, artifacts: readonly Artifact[], models: readonly string[] = []): Task {
  const output = models.map((model) => ({ name: model, model }))
  return { id, execution: { artifacts: [...artifacts] }, models: { input: [], output } }
}

function host(tasks: readonly Task[], gone: readonly string[]): Parameters<typeof findCached>[0] {
  return {
    findFinished: async () => tasks,
    readModels: async (ids) => ids.map((id) => ({ id, name: id, uri: `${id} weights` })),
    isFileGone: async (uri) => gone.includes(uri),
  }
}

test('the newest task whose files all exist is reused; files that it only read do not count', async () => {
  const tasks = [finished('new', [artifact('a'), artifact('b')]), finished('old', [artifact('c'), artifact('d', 'input')])]
  expect(await findCached(host(tasks, []), 'h')).toEqual({ task: 'new' })
  expect(await findCached(host(tasks, ['b', 'd']), 'h')).toEqual({ task: 'old' })
})

test('a task whose weights are gone is not reused, and the reason names the first file of the newest task that is gone', async () => {
  const tasks = [finished('new', [artifact('a')], ['m']), finished('old', [artifact('b')])]
  expect(await findCached(host(tasks, ['m weights']), 'h')).toEqual({ task: 'old' })
  expect(await findCached(host(tasks, ['m weights', 'b']), 'h')).toEqual({ reason: "the file of model 'm' of task new is gone" })
  expect(await findCached(host([], []), 'h')).toEqual({ reason: undefined })
})
