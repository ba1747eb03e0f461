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
    pipeline_runs: of,
    dataset_versions: of,
    reports: of,
  }
  await aTask(api, 'controller', { project })
  const counted = await api.organization.get_entities_count({ ...asked, search_hidden: true } as never)
  const others = { tasks: 1, models: 1, pipelines: 1, pipeline_runs: 1, dataset_versions: 0, reports: 1 }
  expect(counted).toEqual({ projects: 4, ...others })
  const few = await api.organization.get_entities_count({ ...asked, search_hidden: true, limit: 2 } as never)
  expect(few).toEqual({ projects: 2, ...others })
  expect(await api.organization.get_entities_count({ pipelines: asked.pipelines } as never)).toEqual({ pipelines: 1 })
  const { user } = (await api.tasks.get_by_id({ task })).task
  expect(await api.organization.get_entities_count({ tasks: of, active_users: [String(user)] } as never)).toEqual({ tasks: 3 })
  expect(await api.organization.get_entities_count({ tasks: of, projects: {}, active_users: ['nobody'] } as never)).toEqual({
    tasks: 0,
    projects: 0,
  })
  await aTask(api, 'training', { tags: ['only here', 'y'] })
  expect(await api.organization.get_tags({ filter: { tags: ['y'] } })).toEqual({ tags: ['only here', 'y'] })
  const { companies } = await api.organization.get_user_companies({})
  const [company] = companies
  expect(company?.owners.find(({ id }) => id === user)).toEqual({ id: user, name: expect.any(String), avatar: expect.any(String) })
  expect(company?.allocated).toBe(company?.owners.length)
})

test('the time of tasks is summed up by day, for each project with those below it, each queue and each user', async ({ api }) => {
  const [project, child, below] = ['used', 'used-child', 'used-below']
  const projects = [project, child, below].map((id, index) => ({ id, name: ['used', 'used/child', 'used/child/below'][index] }))
  const { id: measured } = await api.queues.create({ name: 'measured' })
  const { id: deleted } = await api.queues.create({ name: 'deleted later' })
  await api.workers.register({ worker: 'measurer', queues: [measured], resources: { gpu_usage: 3, gpu: 1 } as never })
  const ends = new Date('2026-11-20T03:00:00+02:00').getTime()
  const ran = (id: string, where: string, queue: string | undefined, hours: number) => {
    const times = { created: 0, last_update: ends, last_change: ends, started: ends - hours * 3_600_000, completed: ends }
    return { id, name: id, type: 'training', status: 'completed', project: where, execution: { queue }, ...times }
  }
  const tasks = [ran('used1', project, measured, 5), ran('used2', below, deleted, 2), ran('used3', child, undefined, 1)]
  await api.imports.put({ source: 'used', projects: projects as never, tasks: tasks as never })
  await api.queues.delete({ queue: deleted })
  const period = { from_date: '2026-11-19T12:00:00+02:00', to_date: '2026-11-20T01:00:00+02:00' }
  const asked = { projects: [project], ...period, usage_fields: ['duration', 'gpu_usage'] } as const
  const usages = await api.organization.get_project_usages({ ...asked, include_development: true } as never)
  const dates = [new Date('2026-11-19T00:00:00+02:00'), new Date('2026-11-20T00:00:00+02:00')].map((date) => date.getTime() / 1000)
  const h = 3600
  expect(usages.projects?.series).toEqual([
    { id: project, name: 'used', dates, duration: [2 * h, 3 * h], gpu_usage: [6 * h, 9 * h] },
    { id: child, name: 'used/child', dates, duration: [0, 3 * h], gpu_usage: [0, 3 * h], gpu_artificial_weights: true },
  ])
  expect(usages.queues?.total).toEqual([
    { id: null, name: null, duration: h, gpu_usage: h, gpu_artificial_weights: true },
    { id: measured, name: 'measured', duration: 5 * h, gpu_usage: 15 * h },
    { id: '_other_', name: 'other', duration: 2 * h, gpu_usage: 2 * h, gpu_artificial_weights: true },
  ])
  expect(usages.users?.total).toMatchObject([{ duration: 8 * h }])
  const several = { ...asked, projects: [project, child, below], breakdown_keys: ['project'], usage_fields: ['cpu_usage'] }
  const bySeveral = await api.organization.get_project_usages(several as never)
  expect(bySeveral).toEqual({ projects: { series: expect.anything() as object, total: expect.anything() as object } })
  expect(bySeveral.projects?.total).toMatchObject([
    { id: project, cpu_usage: 5 * h, cpu_artificial_weights: true },
    { id: below, cpu_usage: 2 * h },
  ])
  const wrong = { ...asked, to_date: '2026-11-18' }
  await expect(api.organization.get_project_usages(wrong as never)).rejects.toMatchObject({
    code: 'invalid_request',
    details: { field: 'to_date' },
  })
  await api.workers.unregister({ worker: 'measurer' })
  await api.queues.delete({ queue: measured })
})

test('a list is downloaded as a table, all pages of it, with the columns and texts that were asked for', async ({ api, world }) => {
  const { id: project } = await api.projects.create({ name: 'tabled' })
  for (const name of ['one, "quoted"', 'two'])
    await api.tasks.create({ name, project, tags: ['a', 'b'], hyperparams: { Args: { lr: { value: '0.1' } } } })
  await api.tasks.create({ name: '=1+1', project, hyperparams: { Args: { lr: { value: '-0.5' } } } })
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
    "'=1+1,tabled,Draft,,-0.5,",
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
