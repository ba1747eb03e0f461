import { test as serverTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { createClient } from '@clearway/sdk/client'
import { keysOf, roleUsers } from './role-users.ts'
import { aQueue, aTask, statusOf, taskOf } from './queued-tasks.ts'

const test = serverTest.extend('settings', { scope: 'file' }, { users: roleUsers })
const day = 86_400_000

const project = { id: 'p1', name: 'theirs/deep', description: 'of theirs', tags: ['red'], created: day, last_update: 2 * day }
const model = {
  id: 'm1',
  name: 'net',
  project: 'p1',
  task: 't1',
  uri: 's3://bucket/net',
  ready: true,
  last_change: 3 * day,
  labels: { cat: 1 },
}
const task = {
  id: 't1',
  name: 'abc',
  type: 'training',
  status: 'published',
  status_reason: 'done there',
  project: 'p1',
  user: 'u1',
  tags: ['blue'],
  system_tags: ['archived'],
  created: day,
  started: day + 1000,
  completed: day + 61_000,
  published: 2 * day,
  active_duration: 60,
  last_update: 2 * day,
  last_change: 3 * day,
  last_iteration: 7,
  script: { repository: 'git@there', diff: '+1', requirements: { pip: 'x==1' } },
  hyperparams: { Args: { lr: { section: 'Args', name: 'lr', value: '0.1', type: 'float' } } },
  configuration: { General: { value: '{}', type: 'json' } },
  execution: { artifacts: [{ key: 'data', type: 'dict', uri: 'http://there:8081/a/b', content_size: 3 }] },
  container: { image: 'python:3' },
  runtime: { hostname: 'there' },
  models: { input: [], output: [{ name: 'net', model: 'm1' }] },
  metrics: [{ metric: 'loss', variant: 'all', value: 1, min_value: 0.5, max_value: 4, count: 8, mean_value: 2 }],
  metric_stats: [{ metric: 'loss', event_type: 'training_stats_scalar', last_update: day }],
} as const

test('a task of another server keeps its id, user, times, status and parts, and is brought again without a trace', async ({ api }) => {
  const source = 'whole'
  const users = [{ id: 'u1', name: 'Ada' }]
  const put = () => api.imports.put({ source, users, projects: [project], models: [model as never], tasks: [task as never] })
  expect(await put()).toEqual({
    users: 1,
    projects: [{ id: 'p1', here: 'p1', outcome: 'created' }],
    models: [{ id: 'm1', here: 'm1', outcome: 'created' }],
    tasks: [{ id: 't1', here: 't1', outcome: 'created' }],
  })
  const shown = await taskOf(api, 't1')
  expect(shown).toMatchObject({
    name: 'abc',
    status: 'published',
    status_reason: 'done there',
    user: 'u1',
    created: '1970-01-02T00:00:00.000+00:00',
    completed: '1970-01-02T00:01:01.000+00:00',
    active_duration: 60,
    last_iteration: 7,
    system_tags: ['archived'],
    script: task.script,
    hyperparams: { Args: { lr: { value: '0.1' } } },
    execution: { artifacts: [{ key: 'data', uri: 'http://there:8081/a/b' }] },
    models: { output: [{ name: 'net', model: 'm1' }] },
  })
  expect(Object.values(Object.values(shown.last_metrics as Record<string, Record<string, unknown>>)[0]!)[0]).toMatchObject({
    value: 1,
    min_value: 0.5,
    max_value: 4,
    count: 8,
    mean_value: 2,
  })
  expect((await api.users.get_all({})).users).toContainEqual(expect.objectContaining({ id: 'u1', name: 'Ada' }))
  expect((await api.projects.get_by_id({ project: 'p1' })).project).toMatchObject({
    name: 'theirs/deep',
    tags: ['red'],
    description: 'of theirs',
  })
  expect((await api.models.get_by_id({ model: 'm1' })).model).toMatchObject({ ready: true, task: 't1', labels: { cat: 1 } })

  const lines = [{ type: 'log', task: 't1', msg: 'a line', timestamp: 5, allow_locked: true }]
  expect(await api.imports.add_events(lines as never)).toMatchObject({ added: 1, errors: 0 })
  expect((await put()).tasks).toEqual([{ id: 't1', here: 't1', outcome: 'updated' }])
  expect(await taskOf(api, 't1')).toEqual(shown)
  expect((await api.events.get_task_log({ task: 't1' })).events).toHaveLength(1)
})

test('what was changed or deleted here since, and what was here before, stays as it is', async ({ api }) => {
  const source = 'stays'
  const own = await aTask(api)
  const put = async (id: string) =>
    (await api.imports.put({ source, tasks: [{ id, name: 'theirs', type: 'training', status: 'completed', last_change: day }] })).tasks[0]
      ?.outcome
  expect([await put(own), await put('t2'), await put('t3')]).toEqual(['taken', 'created', 'created'])
  await api.tasks.update({ task: 't2', comment: 'mine' })
  await api.tasks.delete({ task: 't3', force: true })
  expect([await put(own), await put('t2'), await put('t3')]).toEqual(['taken', 'changed', 'deleted'])
  expect(await taskOf(api, 't2')).toMatchObject({ comment: 'mine' })
  expect(await statusOf(api, own)).toBe('created')
})

test('a project with a name that is there is merged into it', async ({ api }) => {
  const { id } = await api.projects.create({ name: 'shared name', description: 'ours' })
  const put = () =>
    api.imports.put({
      source: 'merges',
      projects: [{ id: 'p2', name: 'shared name', description: 'theirs' }],
      tasks: [{ id: 't4', name: 'theirs', type: 'training', status: 'completed', project: 'p2', last_change: day }],
    })
  for (let time = 0; time < 2; time += 1) expect((await put()).projects).toEqual([{ id: 'p2', here: id, outcome: 'merged' }])
  expect((await api.projects.get_by_id({ project: id })).project.description).toBe('ours')
  expect(await taskOf(api, 't4')).toMatchObject({ project: id })
})

test('no trigger fires for an imported task or model', async ({ api }) => {
  const start = { task: await aTask(api), queue: await aQueue(api) }
  const made = [
    await api.triggers.create({ name: 'on completed', entity: 'task', statuses: ['completed'], start }),
    await api.triggers.create({ name: 'on tag', entity: 'task', tags: ['imported'], start }),
    await api.triggers.create({ name: 'on published', entity: 'model', statuses: ['published'], start }),
  ]
  await api.imports.put({
    source: 'quiet',
    models: [{ id: 'm5', name: 'theirs', ready: true }],
    tasks: [{ id: 't5', name: 'theirs', type: 'training', status: 'completed', tags: ['imported'] }],
  })
  // A task of our own that fires shows that what was recorded before it has been handled.
  const own = await aTask(api, 'training', { tags: ['imported'] })
  const fires = async () => (await api.triggers.get_all({ id: made.map(({ id }) => id) })).triggers.flatMap((one) => one.fires ?? [])
  await expect.poll(async () => (await fires()).length).toBeGreaterThan(0)
  expect((await fires()).map(({ source }) => source.id)).toEqual([own])
})

test('users bring rows of their own; only administrators bring users, and rows of others', async ({ world, api: admin }) => {
  const importsOf = (role: 'user' | 'viewer') => createClient({ baseUrl: world.url, credentials: keysOf(role) }).imports
  const [user, viewer] = [importsOf('user'), importsOf('viewer')]
  const refused = { code: 'access_denied' }
  await expect(viewer.put({ source: 'own' })).rejects.toMatchObject(refused)
  const row = { id: 'own-1', name: 'own', type: 'training', status: 'completed' } as const
  for (const foreign of [
    { users: [{ id: 'u9', name: 'Eve' }] },
    { tasks: [{ ...row, user: 'u1' }] },
    { tasks: [{ ...row, last_changed_by: 'u1' }] },
  ])
    await expect(user.put({ source: 'own', ...foreign })).rejects.toMatchObject(refused)
  await user.put({ source: 'own', tasks: [row] })
  expect(await taskOf(admin, 'own-1')).toMatchObject({ user: 'user-user', status: 'completed' })
  await admin.imports.put({ source: 'own', tasks: [{ ...row, id: 'own-2' }] })
  const { tasks } = await user.put({ source: 'own', tasks: [row, { ...row, id: 'own-2' }] })
  expect(tasks.map(({ outcome }) => outcome)).toEqual(['updated', 'taken'])
})
