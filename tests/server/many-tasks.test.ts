import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { httpCall, tokenOf } from './http-call.ts'
import { aQueue, aTask, statusOf, waitingIn } from './queued-tasks.ts'

const unknown = '0123456789abcdef0123456789abcdef'
const ids = (answer: { readonly succeeded: readonly { readonly id: string }[] }) => answer.succeeded.map(({ id }) => id)

test('an action on many tasks answers for each whether it succeeded, and what is refused for one leaves the others unaffected', async ({
  api,
}) => {
  const queue = await aQueue(api)
  const [first, second, third] = [await aTask(api), await aTask(api), await aTask(api)]
  const queued = await api.tasks.enqueue_many({ ids: [third, unknown, first, second], queue, verify_watched_queue: true })
  expect(queued).toMatchObject({
    succeeded: [third, first, second].map((id) => ({ id, queued: true, updated: 1, fields: { status: 'queued' } })),
    failed: [{ id: unknown, error: { codes: [400, 101], data: { code: 'task_not_found', task: unknown } } }],
    queue_watched: false,
  })
  expect(await waitingIn(api, queue)).toEqual([third, first, second])

  const dequeued = await api.tasks.dequeue_many({ ids: [first, unknown] })
  expect(dequeued).toMatchObject({ succeeded: [{ id: first, dequeued: true, updated: 1, fields: { status: 'created' } }] })
  expect(ids(await api.tasks.stop_many({ ids: [second, third], status_reason: 'enough' }))).toEqual([second, third])
  expect(await statusOf(api, second)).toBe('stopped')
  const stopped = await api.tasks.stop_many({ ids: [first, third] })
  expect(stopped).toMatchObject({ succeeded: [{ id: third }], failed: [{ id: first, error: { data: { code: 'invalid_transition' } } }] })

  expect(ids(await api.tasks.publish_many({ ids: [first, second] }))).toEqual([second])
  const reset = await api.tasks.reset_many({ ids: [second, third], return_file_urls: true })
  expect(reset).toMatchObject({
    succeeded: [{ id: third, dequeued: false, updated: 1, fields: { status: 'created' }, deleted_models: 0, urls: { artifact_urls: [] } }],
    failed: [{ id: second, error: { codes: [400, 110], data: { code: 'task_published' } } }],
  })
  const deleted = await api.tasks.delete_many({ ids: [first, second, first, third] })
  expect(ids(deleted)).toEqual([first, third])
  expect(deleted.failed).toMatchObject([{ id: second, error: { codes: [400, 123] } }])
})

test('a controller is archived with its steps if that is asked for', async ({ api }) => {
  const controller = await aTask(api, 'controller')
  const step = await aTask(api, 'training', { parent: controller })
  const tagsOf = async () =>
    (await api.tasks.get_all({ id: [controller, step], order_by: ['created'] })).tasks.map((task) => task.system_tags)
  expect(await api.tasks.archive_many({ ids: [controller] })).toEqual({ succeeded: [{ id: controller, archived: true }], failed: [] })
  expect(await tagsOf()).toEqual([['archived'], []])
  await api.tasks.archive_many({ ids: [controller], include_pipeline_steps: true })
  expect(await tagsOf()).toEqual([['archived'], ['archived']])
  const restored = await api.tasks.unarchive_many({ ids: [controller, unknown], include_pipeline_steps: true })
  expect(restored).toMatchObject({ succeeded: [{ id: controller, unarchived: true }], failed: [{ id: unknown }] })
  expect(await tagsOf()).toEqual([[], []])
})

test('tasks are moved to a project by id or by name, which is made if there is none', async ({ api }) => {
  const tasks = [await aTask(api), await aTask(api)]
  const projectsOf = async () => (await api.tasks.get_all({ id: tasks, order_by: ['created'] })).tasks.map(({ project }) => project)
  const named = await api.tasks.move({ ids: [...tasks, unknown], project_name: 'moved/here' })
  expect(named).toEqual({ moved: 2, project_id: (await api.projects.get_all({ name: '^moved/here$' })).projects[0]?.id })
  expect(await projectsOf()).toEqual([named.project_id, named.project_id])
  expect(await api.tasks.move({ ids: tasks.slice(1), project: null })).toEqual({ moved: 1, project_id: null })
  expect(await projectsOf()).toEqual([named.project_id, undefined])
  await expect(api.tasks.move({ ids: tasks })).rejects.toMatchObject({ code: 'missing_fields', details: { field: 'project' } })
  await expect(api.tasks.move({ ids: tasks, project: unknown })).rejects.toMatchObject({ code: 'project_not_found' })
  const types = async (projects?: string[]) => (await api.tasks.get_types(projects === undefined ? {} : { projects })).types
  const above = (await api.projects.get_all({ name: '^moved$' })).projects[0]!.id
  expect([await types([above]), await types([unknown]), await types()]).toEqual([['training'], [], ['controller', 'training']])
})

test('tags are added to tasks and removed from them', async ({ api }) => {
  const [first, second] = [await aTask(api, 'training', { tags: ['old', 'kept'] }), await aTask(api)]
  expect(await api.tasks.update_tags({ ids: [first, second, unknown], add_tags: ['new', ' kept '], remove_tags: ['old'] })).toEqual({
    updated: 2,
  })
  const { tasks } = await api.tasks.get_all({ id: [first, second], order_by: ['created'] })
  expect(tasks.map(({ tags }) => tags?.toSorted())).toEqual([
    ['kept', 'new'],
    ['kept', 'new'],
  ])
})

test('the configurations of several tasks are read by task', async ({ api }) => {
  const tasks = [
    await aTask(api, 'training', {
      configuration: { net: { name: 'net', value: 'x', type: 'text' }, empty: { name: 'empty', value: '' } },
    }),
    await aTask(api),
  ]
  const [first, second] = tasks
  expect((await api.tasks.get_configurations({ tasks, names: ['net'] })).configurations).toEqual([
    { task: first, configuration: [{ name: 'net', value: 'x', type: 'text' }] },
    { task: second, configuration: [] },
  ])
  expect((await api.tasks.get_configuration_names({ tasks })).configurations).toEqual([
    { task: first, names: ['net'] },
    { task: second, names: [] },
  ])
  expect((await api.tasks.get_configuration_names({ tasks, skip_empty: false })).configurations[0]?.names).toEqual(['empty', 'net'])
})

test('one task is read with the names of what it refers to, and a new one is validated without being made', async ({ api }) => {
  const { id: project } = await api.projects.create({ name: 'of the task' })
  const task = await aTask(api, 'training', { project })
  const only_fields = ['project.name']
  const found = [{ id: task, project: { id: project, name: 'of the task' } }]
  expect((await api.tasks.get_by_id_ex({ id: [task], only_fields })).tasks).toEqual(found)
  expect((await api.tasks.get_by_id_ex({ id: [unknown], only_fields })).tasks).toEqual([])
  // @ts-expect-error A request without ids is refused, as by the original.
  await expect(api.tasks.get_by_id_ex({ only_fields })).rejects.toMatchObject({ code: 'missing_fields' })
  expect(await api.tasks.validate({ name: 'not made', type: 'training', project })).toEqual({})
  await expect(api.tasks.validate({ name: 'not made', project: unknown })).rejects.toMatchObject({ code: 'project_not_found' })
  expect((await api.tasks.get_all({ name: '^not made$' })).tasks).toEqual([])
})

test('nulls inside the parts of a task count as not given, and a null driver takes a run from the server', async ({ world, api }) => {
  const token = await tokenOf(world.url, world.connection)
  const body = {
    name: 'with nulls',
    script: { repository: null, binary: 'sh' },
    container: { arguments: null },
    tags: ['a', null],
    driver: 'server',
  }
  const { data } = await httpCall(world.url, 'tasks.create', { body: { ...body, type: 'controller' }, token })
  const task = String(data['id'])
  expect((await api.tasks.get_by_id({ task })).task).toMatchObject({
    script: { binary: 'sh' },
    container: {},
    tags: ['a'],
    driver: 'server',
  })
  await api.tasks.edit({ task, driver: null })
  expect((await api.tasks.get_by_id({ task })).task.driver).toBeUndefined()
})

test('a star selects everything, and fields below a queue or a model turn the id into an object with them', async ({ api }) => {
  const queue = await aQueue(api)
  const task = await aTask(api, 'training', { script: { binary: 'sh' } })
  const { id: model } = await api.models.create({ name: 'read', uri: 'file:///m', framework: 'none' })
  await api.tasks.add_or_update_model({ task, name: 'in', model, type: 'input' })
  await api.tasks.enqueue({ task, queue })
  const one = async (only_fields: string[]) => (await api.tasks.get_all_ex({ id: [task], only_fields })).tasks[0]
  expect(await one(['*', 'execution.*'])).toMatchObject({ id: task, script: { binary: 'sh' }, execution: { queue, artifacts: [] } })
  const shown = await one(['execution.queue.name', 'models.input.model.name', 'models.input.model.framework'])
  const { name } = (await api.queues.get_by_id({ queue })).queue
  expect(shown).toMatchObject({
    execution: { queue: { id: queue, name } },
    models: { input: [{ model: { id: model, name: 'read', framework: 'none' } }] },
  })
  expect((await api.tasks.get_all_ex({ id: [task], projection: ['status'] })).tasks).toEqual([{ id: task, status: 'queued' }])
  const page = await api.queues.get_all_ex({ id: [queue], only_fields: ['*', 'entries.task.name'] })
  expect(page.queues[0]).toMatchObject({ id: queue, name, entries: [{ task: { id: task } }] })
})
