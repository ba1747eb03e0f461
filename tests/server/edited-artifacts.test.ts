import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { aTask, taskOf } from './queued-tasks.ts'

test('an edit replaces the list of artifacts; without one, and where artifacts are added, the others stay', async ({ api }) => {
  const artifact = (key: string, mode: 'input' | 'output' = 'output') => ({ key, type: 'custom', mode, uri: `file:///${key}` })
  const task = await aTask(api, 'training', { execution: { artifacts: [artifact('a'), artifact('b'), artifact('b', 'input')] } })
  const keys = async (): Promise<readonly string[]> =>
    ((await taskOf(api, task)).execution?.artifacts ?? []).map(({ key, mode, uri }) => `${key} ${mode} ${uri}`)
  await api.tasks.edit({ task, execution: { framework: 'none' } })
  expect(await keys()).toHaveLength(3)
  await api.tasks.edit({ task, execution: { artifacts: [{ ...artifact('b'), uri: 'file:///new' }, artifact('c')] } })
  expect(await keys()).toEqual(['b output file:///new', 'c output file:///c'])
  await api.tasks.add_or_update_artifacts({ task, artifacts: [artifact('d')] })
  expect(await keys()).toHaveLength(3)
  await api.tasks.edit({ task, execution: { artifacts: [] } })
  expect(await keys()).toEqual([])
})
