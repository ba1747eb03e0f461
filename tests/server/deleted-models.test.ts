import { test as serverTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { aTask } from './queued-tasks.ts'

const test = serverTest
  /** A task with two output models of its own. */
  .extend('trained', { scope: 'file' }, ({ api }) => async (): Promise<{ task: string; first: string; second: string }> => {
    const task = await aTask(api)
    const made = async (name: string): Promise<string> => {
      const { id } = await api.models.create({ name, uri: `https://elsewhere/${name}`, task, ready: false })
      await api.tasks.add_or_update_model({ task, name, type: 'output', model: id })
      return id
    }
    return { task, first: await made('first'), second: await made('second') }
  })
  .extend('using', { scope: 'file' }, ({ api }) => async (model: string): Promise<string> => {
    const task = await aTask(api)
    await api.tasks.add_or_update_model({ task, name: 'start', type: 'input', model })
    return task
  })
  .extend('modelsOf', { scope: 'file' }, ({ api }) => async (task: string, type: 'input' | 'output'): Promise<readonly unknown[]> => {
    const { models } = (await api.tasks.get_by_id({ task })).task
    return (models?.[type] ?? []).map(({ name, model }) => [name, model])
  })
  .extend(
    'exists',
    { scope: 'file' },
    ({ api }) =>
      (model: string): Promise<boolean> =>
        api.models.get_by_id({ model }).then(
          () => true,
          () => false,
        ),
  )

test('a deleted model leaves the outputs of the task that made it', async ({ api, trained, modelsOf }) => {
  const { task, first, second } = await trained()
  const before = (await api.tasks.get_by_id({ task })).task.last_change
  await api.models.delete({ model: first })
  expect(await modelsOf(task, 'output')).toEqual([['second', second]])
  expect((await api.tasks.get_by_id({ task })).task.last_change).not.toBe(before)
})

test('a model that a task uses as an input can be deleted only by force, and its id is marked in the task', async ({
  api,
  trained,
  using,
  modelsOf,
}) => {
  const { task, first } = await trained()
  const user = await using(first)
  await expect(api.models.delete({ model: first })).rejects.toMatchObject({ code: 'model_in_use', details: { task: user } })
  await api.models.delete({ model: first, force: true })
  expect([await modelsOf(user, 'input'), (await modelsOf(task, 'output')).length]).toEqual([[['start', `__DELETED__${first}`]], 1])
})

test('a published task keeps a reference to its model, which can be deleted only by force', async ({ api, trained, modelsOf }) => {
  const { task, first, second } = await trained()
  await api.tasks.started({ task })
  await api.tasks.completed({ task })
  await api.tasks.publish({ task, publish_model: false })
  await expect(api.models.delete({ model: first })).rejects.toMatchObject({ code: 'model_task_published', details: { task } })
  await api.models.delete({ model: first, force: true })
  expect(await modelsOf(task, 'output')).toEqual([
    ['first', `__DELETED__${first}`],
    ['second', second],
  ])
})

test('a published model of a task that is not published is deleted without force', async ({ api, trained }) => {
  const { first } = await trained()
  await api.models.set_ready({ model: first, publish_task: false })
  expect(await api.models.delete({ model: first })).toMatchObject({ deleted: true })
})

test.for(['reset', 'delete'] as const)(
  'a %s of a task keeps those of its models that another task uses',
  async (action, { api, trained, using, exists, modelsOf }) => {
    const { task, first, second } = await trained()
    const user = await using(first)
    await api.tasks[action]({ task, force: true })
    expect([await exists(first), await exists(second), await modelsOf(user, 'input')]).toEqual([true, false, [['start', first]]])
    expect((await api.models.get_by_id({ model: first })).model.task ?? null).toBeNull()
  },
)
