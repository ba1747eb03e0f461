import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'

test('the artifacts of all tasks are listed the newest first, filtered, and counted by their content', async ({ api }) => {
  const { id: project } = await api.projects.create({ name: 'lists/below' })
  const { projects } = await api.projects.get_all({ name: '^lists$' })
  const run = await api.tasks.create({ name: 'a run', type: 'controller' })
  const make = async (name: string, artifacts: readonly object[], more = {}): Promise<string> => {
    const { id: task } = await api.tasks.create({ name, type: 'training', ...more })
    await api.tasks.add_or_update_artifacts({ task, artifacts: artifacts as never })
    return task
  }
  const artifact = (key: string, hash: string, timestamp: number, more = {}) => ({
    key,
    hash,
    timestamp,
    uri: `file:///${key}`,
    type: 'JSON',
    content_size: 5,
    ...more,
  })
  const one = await make('makes one', [artifact('Result', 'abc1', 30), artifact('old', '', 10)], { project, parent: run.id })
  const two = await make('makes two', [artifact('copy', 'abc1', 20, { type: 'numpy', mode: 'input' }), artifact('other', 'abd2', 5)])
  const keys = async (filter: Parameters<typeof api.artifacts.get_all>[0]) => {
    const { artifacts, total } = await api.artifacts.get_all(filter)
    expect(total).toBe(artifacts.length)
    return artifacts.map(({ key }) => key).join(' ')
  }
  expect((await api.artifacts.get_all({})).artifacts[0]).toEqual({
    task: { id: one, name: 'makes one' },
    status: 'created',
    project: { id: project, name: 'lists/below' },
    run: { id: run.id, name: 'a run' },
    key: 'Result',
    mode: 'output',
    type: 'JSON',
    uri: 'file:///Result',
    content_size: 5,
    hash: 'abc1',
    timestamp: 30,
    same: 1,
  })
  expect(await keys({})).toBe('Result copy old other')
  expect(await keys({ hash: 'abc1' })).toBe('Result copy')
  expect(await keys({ hash: 'ab' })).toBe('Result copy other')
  expect(await keys({ text: 'RESULT' })).toBe('Result')
  expect(await keys({ text: 'makes two' })).toBe('copy other')
  expect(await keys({ text: 'no%e\0' })).toBe('')
  expect(await keys({ project: projects[0]!.id })).toBe('Result old')
  expect(await keys({ task: two, mode: 'input' })).toBe('copy')
  expect(await keys({ type: 'numpy' })).toBe('copy')
  const second = await api.artifacts.get_all({ page: 1, page_size: 3 })
  expect([second.artifacts.map(({ key }) => key), second.total]).toEqual([['other'], 4])
})
