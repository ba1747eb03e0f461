import { openConnection, Task } from '@clearway/sdk'
import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'

test('all models of a task are given, also more than the server lists at a time', async ({ api, world }) => {
  const models = Array.from({ length: 501 }, (_, n) => ({ id: `model-${n}`, name: `weights ${n}`, ready: false }))
  const output = models.map(({ id, name }) => ({ name, model: id }))
  for (let from = 0; from < models.length; from += 100) await api.imports.put({ source: 'test', models: models.slice(from, from + 100) })
  await api.imports.put({
    source: 'test',
    tasks: [{ id: 'search', name: 'search', type: 'training', status: 'completed', models: { input: [], output } }],
  })
  const connection = await openConnection({ url: world.url, credentials: world.connection }, {})
  const found = await (await Task.get({ id: 'search', connection })).models()
  expect(found.output.map(({ name }) => name)).toEqual(models.map(({ name }) => name))
})
