import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { httpCall, tokenOf } from './http-call.ts'
import { aQueue, aTask, queuedTasks, statusOf, taskOf, waitingIn } from './queued-tasks.ts'

test('a login page learns without credentials how people log in, and a logout revokes the token', async ({ world, api }) => {
  expect((await httpCall(world.url, 'login.supported_modes', { body: {} })).data).toMatchObject({
    authenticated: false,
    basic: { enabled: true, guest: { enabled: false } },
    sso: {},
  })
  expect((await api.login.supported_modes({})).authenticated).toBe(true)
  const token = await tokenOf(world.url, world.connection)
  const out = await httpCall(world.url, 'login.logout', { body: {}, token })
  expect([out.status, String(out.headers['set-cookie'])]).toEqual([200, expect.stringContaining('clearml_token_basic=;')])
  expect((await httpCall(world.url, 'tasks.get_all', { body: {}, token })).code).toBe('token_revoked')
})

test('preferences are stored for the user, by paths', async ({ api }) => {
  expect(await api.users.get_preferences({})).toEqual({ preferences: {} })
  const first = { 'table.columns': ['name'], 'table.size': 5, theme: 'dark' }
  const stored = { table: { columns: ['name'], size: 5 }, theme: 'dark' }
  expect(await api.users.set_preferences({ preferences: first })).toEqual({ updated: 1, fields: { preferences: stored } })
  expect(await api.users.set_preferences({ preferences: first })).toEqual({ updated: 0, fields: {} })
  expect(await api.users.set_preferences({ preferences: { 'table.size': 6 }, return_updated: false })).toEqual({ updated: 1, fields: {} })
  const changed = await api.users.set_preferences({ preferences: { 'table.size': 7, '__proto__.x': 1 }, return_updated_preferences: true })
  const expected = { table: { columns: ['name'], size: 7 }, theme: 'dark', ['__proto__']: { x: 1 } }
  expect(JSON.parse(JSON.stringify(changed.preferences))).toEqual(JSON.parse(JSON.stringify(expected)))
  const { user } = await api.users.get_current_user({})
  expect(user.preferences).toMatchObject({ theme: 'dark', table: { size: 7 } })
  const { id, name, role, created } = user
  expect((await api.users.get_by_id({ user: id })).user).toMatchObject({ id, name, role, created })
})

test('no usage reports are sent, and none can be turned on', async ({ api }) => {
  expect(await api.server.report_stats_option({})).toMatchObject({ supported: false, enabled: false })
  await expect(api.server.report_stats_option({ enabled: true })).rejects.toMatchObject({ code: 'no_usage_reports' })
})

test('the tags of the workspace are listed, system tags if that is asked for', async ({ api }) => {
  await aTask(api, 'training', { tags: ['of a task', 'shared'], system_tags: ['mine'] })
  await api.projects.create({ name: 'tagged', tags: ['of a project', 'shared'] })
  await api.models.create({ name: 'tagged', uri: 'file:///m', tags: ['of a model'] })
  expect(await api.organization.get_tags({})).toEqual({ tags: ['of a model', 'of a project', 'of a task', 'shared'] })
  expect((await api.organization.get_tags({ include_system: true })).system_tags).toContain('mine')
})

test('a queue shows its first task, is emptied at once, and has metadata by keys', async ({ api }) => {
  const queue = await aQueue(api)
  expect(await api.queues.peek_task({ queue })).toEqual({ task: null })
  const tasks = await queuedTasks(api, queue, 2)
  expect(await api.queues.peek_task({ queue })).toEqual({ task: tasks[0] })
  const { removed_tasks: removed } = await api.queues.clear_queue({ queue })
  expect(removed.toSorted()).toEqual(tasks.toSorted())
  expect([await waitingIn(api, queue), await statusOf(api, tasks[0]!)]).toEqual([[], 'created'])
  const metadataOf = async () => (await api.queues.get_by_id({ queue })).queue.metadata
  await api.queues.add_or_update_metadata({
    queue,
    metadata: [
      { key: 'a.b', value: '1' },
      { key: 'c', type: 'text', value: '2' },
    ],
  })
  await api.queues.delete_metadata({ queue, keys: ['c', 'none'] })
  expect(await metadataOf()).toEqual({ 'a.b': { key: 'a.b', value: '1' } })
  await api.queues.add_or_update_metadata({ queue, metadata: [{ key: 'd', value: '3' }], replace_metadata: true })
  expect(await metadataOf()).toEqual({ d: { key: 'd', value: '3' } })
})

test('the iteration at which a model was stored raises the task’s last one, and a published completion says so', async ({ api }) => {
  const task = await aTask(api)
  const { id: model } = await api.models.create({ name: 'stored', uri: 'file:///m', ready: false })
  for (const iteration of [7, 3]) await api.tasks.add_or_update_model({ task, name: 'm', model, type: 'output', iteration })
  expect((await taskOf(api, task)).last_iteration).toBe(7)
  await api.tasks.started({ task })
  expect(await api.tasks.completed({ task, publish: true })).toMatchObject({ published: 1, fields: { status: 'published' } })
})
