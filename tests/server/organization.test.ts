import { test as serverTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { aTask } from './queued-tasks.ts'
import { keysOf, roleUsers } from './role-users.ts'
import { httpCall, tokenOf } from './http-call.ts'

const test = serverTest.extend('settings', { scope: 'file' }, { users: roleUsers })

test('entities of each kind are counted by their own filters', async ({ api }) => {
  const { id: project } = await api.projects.create({ name: 'counted' })
  await api.projects.create({ name: 'counted/.pipelines/one', system_tags: ['pipeline', 'hidden'] })
  const task = await aTask(api, 'training', { project, tags: ['x'] })
  await aTask(api, 'training', { project })
  await api.models.create({ name: 'counted', uri: 'file:///m', project })
  await api.reports.create({ name: 'counted', project })
  const of = { project: [project] }
  const asked = {
    projects: { name: '^counted' },
    tasks: { tags: ['x'] },
    models: of,
    pipelines: { system_tags: ['pipeline'] },
    reports: of,
  }
  const counted = await api.organization.get_entities_count({ ...asked, search_hidden: true } as never)
  expect(counted).toEqual({ projects: 4, tasks: 1, models: 1, pipelines: 1, reports: 1 })
  const { user } = (await api.tasks.get_by_id({ task })).task
  expect(await api.organization.get_entities_count({ tasks: of, active_users: [String(user)] } as never)).toEqual({ tasks: 2 })
  expect(await api.organization.get_entities_count({ tasks: of, projects: {}, active_users: ['nobody'] } as never)).toEqual({
    tasks: 0,
    projects: 0,
  })
  await aTask(api, 'training', { tags: ['only here', 'y'] })
  expect(await api.organization.get_tags({ filter: { tags: ['y'] } })).toEqual({ tags: ['only here', 'y'] })
  const { companies } = await api.organization.get_user_companies({})
  expect(companies).toMatchObject([{ allocated: true, owners: expect.arrayContaining([expect.objectContaining({ id: user })]) as object }])
})

test('a list is downloaded as a table, all pages of it, with the columns and texts that were asked for', async ({ api, world }) => {
  const { id: project } = await api.projects.create({ name: 'tabled' })
  for (const name of ['one, "quoted"', 'two'])
    await api.tasks.create({ name, project, tags: ['a', 'b'], hyperparams: { Args: { lr: { value: '0.1' } } } })
  const columns = [
    { field: 'name', name: 'Name' },
    { field: 'project.name' },
    { field: 'status', values: [{ key: 'created', value: 'Draft' }] },
    { field: 'tags' },
    { field: 'hyperparams.Args.lr.value', name: 'lr' },
    { field: 'started' },
  ]
  const request = { entity_type: 'task', project: [project], order_by: ['name'], field_mappings: columns }
  const { prepare_id } = await api.organization.prepare_download_for_get_all(request as never)
  const table = await api.organization.download_for_get_all({ prepare_id })
  expect(table.split('\r\n')).toEqual([
    'Name,project.name,status,tags,lr,started',
    '"one, ""quoted""",tabled,Draft,"a, b",0.1,',
    'two,tabled,Draft,"a, b",0.1,',
    '',
  ])
  const token = await tokenOf(world.url, world.connection)
  const answer = await fetch(`${world.url}/organization.download_for_get_all?prepare_id=${prepare_id}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  await expect(api.organization.download_for_get_all({ prepare_id: 'unknown' })).rejects.toMatchObject({ code: 'download_not_found' })
  const twice = { ...request, field_mappings: [{ field: 'name' }, { field: 'id', name: 'name' }] }
  expect((await httpCall(world.url, 'organization.prepare_download_for_get_all', { body: twice, token })).code).toBe('invalid_request')
})

test('users are listed by id, name, order and page, and by where they are active', async ({ api, world }) => {
  const ids = async (request: Parameters<typeof api.users.get_all>[0]) => (await api.users.get_all(request)).users.map(({ id }) => id)
  const all = await ids({})
  expect(all.length).toBeGreaterThan(2)
  expect(await ids({ id: [all[1]!, all[0]!] })).toEqual([all[0], all[1]])
  expect(await ids({ order_by: ['-name'] })).toEqual(all.toReversed())
  expect(await ids({ page: 1, page_size: 1 })).toEqual([all[1]])
  const [first] = (await api.users.get_all({ page_size: 1, only_fields: ['name', 'role'] })).users
  expect(Object.keys(first ?? {}).toSorted()).toEqual(['id', 'name', 'role'])
  expect(await ids({ name: `^${first?.name}$` })).toEqual([first?.id])
  await expect(api.users.get_all({ name: '(' })).rejects.toMatchObject({ code: 'invalid_pattern' })

  const { id: project } = await api.projects.create({ name: 'of users' })
  const { id: below } = await api.projects.create({ name: 'of users/below' })
  const token = await tokenOf(world.url, keysOf('user'))
  const made = await httpCall(world.url, 'tasks.create', { token, body: { name: 'by a user', project: below } })
  const { user: maker } = (await api.tasks.get_by_id({ task: String(made.data['id']) })).task
  const active = async (projects: string[]) => {
    const { users } = await api.users.get_all_ex({ active_in_projects: projects })
    return users.map(({ id }) => id)
  }
  expect(await active([below])).toContain(maker)
  expect(await active([project])).toContain(maker)
  expect(await active([(await api.projects.create({ name: 'of nobody else' })).id])).not.toContain(maker)
})

test('the server shows its settings without secrets, its actions, and that it uses no credentials of cloud stores', async ({ api }) => {
  const { config } = await api.server.config({})
  expect(config).toMatchObject({ leaseSeconds: 90 })
  expect(JSON.stringify(config)).not.toContain('secretKey')
  expect(String(config['database'])).not.toMatch(/:[^*@/]+@/)
  const before = await api.server.get_stats({})
  await aTask(api)
  const after = await api.server.get_stats({})
  expect(after.tasks.created - before.tasks.created).toBe(1)
  expect(after).toMatchObject({ queues: 2, users: roleUsers.length + 1, workers: 0 })
  const { endpoints } = await api.server.endpoints({})
  expect(endpoints['queues']).toContainEqual({ name: 'queues.get_default', summary: 'The default queue.', access: 'viewer' })
  expect(await api.storage.get_settings({})).toEqual({ settings: {} })
  await expect(api.storage.set_settings({ aws: {} })).rejects.toMatchObject({ code: 'no_storage_settings', details: { field: 'aws' } })
  await expect(api.storage.reset_settings({})).rejects.toMatchObject({ code: 'no_storage_settings' })
  const { credentials } = await api.auth.create_credentials({ label: 'before' })
  expect(await api.auth.edit_credentials({ access_key: credentials.access_key, label: 'after' })).toEqual({ updated: 1 })
  const listed = await api.auth.get_credentials({})
  expect(listed.credentials.find(({ access_key }) => access_key === credentials.access_key)?.label).toBe('after')
})
