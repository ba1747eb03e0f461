import { forEachDatabase } from '@clearway/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { writeArtifacts, writeParams } from '../db/documents/task-parts.ts'
import { listModels, listProjects, listQueues, listTasks } from './list.ts'
import type { ListRequest } from './request.ts'
import { addModel, addProject, addQueue, addTask, openWorld, type TestWorld } from './world-for-tests.ts'

forEachDatabase((kind) => {
  let world: TestWorld
  beforeAll(async () => void (world = await openWorld(kind)))
  afterAll(() => world[Symbol.asyncDispose]())
  beforeEach(async () => {
    for (const table of ['task', 'task_tag', 'task_param', 'task_metric', 'task_artifact', 'task_alias', 'project', 'project_tag', 'model', 'model_tag', 'queue', 'queue_tag', 'queue_entry', 'scroll'] as const)
      await world.db.deleteFrom(table).execute()
    world.setTime(1_800_000_000_000)
  })
  const ids = async (request: ListRequest) => (await listTasks(world.scope, request)).tasks.map(({ id }) => id)

  describe('who sees what', () => {
    test('rows of the own company and public ones, merged in order; nobody else’s', async () => {
      await addTask(world, { id: 'a', last_update: 3 })
      await addTask(world, { id: 'b', last_update: 2, company: '' })
      await addTask(world, { id: 'c', last_update: 1 })
      await addTask(world, { id: 'd', last_update: 4, company: 'other' })
      expect(await ids({ order_by: ['-last_update'] })).toEqual(['a', 'b', 'c'])
      expect(await ids({ order_by: ['-last_update'], page: 1, page_size: 1 })).toEqual(['b'])
      expect(await ids({ id: ['d', 'b'] })).toEqual(['b'])
    })

    test('hidden rows come only to who asks for them, or names them', async () => {
      await addTask(world, { id: 'a' })
      await addTask(world, { id: 'h', system_tags: ['hidden'] })
      expect(await ids({ method: 'get' })).toEqual(['a'])
      expect(await ids({ search_hidden: true })).toEqual(['a', 'h'])
      expect(await ids({ id: ['h'], search_hidden: false })).toEqual(['h'])
      await addQueue(world, { id: 'q', name: 'glue', system_tags: ['k8s-glue'] })
      expect((await listQueues(world.scope, {})).queues).toEqual([])
      await addProject(world, { id: 'p', name: 'x/.pipelines', system_tags: ['hidden'] })
      expect((await listProjects(world.scope, { name: '^x/\\.pipelines$' })).projects).toEqual([])
      expect((await listProjects(world.scope, { name: '^x/\\.pipelines$', search_hidden: true, only_fields: ['id'] })).projects).toEqual([{ id: 'p' }])
    })
  })

  describe('ids', () => {
    test('a task asked for by an alias answers under it, and under its own id only if asked so', async () => {
      await addTask(world, { id: 'm', status: 'completed' })
      await addTask(world, { id: 'child', parent: 'm' })
      await world.db.insertInto('task_alias').values({ alias: 'n', company: 'acme', task: 'm' }).execute()
      const fields = { only_fields: ['status', 'status_message', 'id'] }
      expect((await listTasks(world.scope, { id: ['n'], ...fields })).tasks).toEqual([{ id: 'n', status: 'completed', status_message: '' }])
      expect(await ids({ id: ['n', 'm'] })).toEqual(['m', 'n'])
      expect(await ids({ id: ['m'] })).toEqual(['m'])
      expect(await ids({ parent: ['n'] })).toEqual(['child'])
      expect(await ids({ id: ['unknown'] })).toEqual([])
    })

    test('who names more than a page of them gets them all', async () => {
      const all = Array.from({ length: 601 }, (_, index) => `t${String(index).padStart(4, '0')}`)
      for (const id of all) await addTask(world, { id })
      expect(await ids({ id: all, only_fields: ['id'] })).toEqual(all)
      expect(await ids({ only_fields: ['id'] })).toEqual(all.slice(0, 500))
      expect(await ids({ only_fields: ['id'], page: 1, page_size: 9999 })).toEqual(all.slice(500))
    })
  })

  describe('what clients send', () => {
    test('the number of a pipeline run: an alternative in a pattern', async () => {
      for (const [id, name] of [['a', 'Pipeline demo'], ['b', 'Pipeline demo #2'], ['c', 'Pipeline demo #x'], ['d', 'My Pipeline demo']] as const) await addTask(world, { id, name, created: id.codePointAt(0)!, system_tags: ['pipeline'] })
      expect(await ids({ name: '^Pipeline\\ demo(| #\\d+)$', system_tags: ['pipeline'], page: 0, page_size: 100, order_by: ['-created'] })).toEqual(['b', 'a'])
    })

    test('a base task by its name, the failed ones left out', async () => {
      await addProject(world, { id: 'p', name: 'examples' })
      await addTask(world, { id: 'a', name: 'step 1', project: 'p', status: 'completed' })
      await addTask(world, { id: 'b', name: 'step 1', project: 'p', status: 'failed' })
      await addTask(world, { id: 'c', name: 'step 12', project: 'p', status: 'completed' })
      expect(await ids({ name: '^step\\ 1$', project: ['p'], status: ['created', 'queued', 'completed'] })).toEqual(['a'])
    })

    test('a cached step by its hash, whatever the case', async () => {
      await addTask(world, { id: 'a', status: 'completed', runtime: '{"pipeline_job_hash":"Ab12"}' })
      await addTask(world, { id: 'b', status: 'completed', runtime: '{"pipeline_job_hash":"ab12"}', system_tags: ['archived'] })
      const request = { status: ['completed', 'published'], system_tags: ['-archived'], _all_: { fields: ['runtime.pipeline_job_hash'], pattern: '^aB12$' }, only_fields: ['id'] }
      expect((await listTasks(world.scope, request)).tasks).toEqual([{ id: 'a' }])
      expect(await ids({ 'runtime.pipeline_job_hash': 'ab12' })).toEqual(['b'])
    })

    test('what has changed since a time', async () => {
      await addTask(world, { id: 'a', last_update: Date.UTC(2026, 10, 23, 12, 0, 0, 123), last_change: 1 })
      await addTask(world, { id: 'b', last_update: 1, last_change: Date.UTC(2026, 10, 23, 12, 0, 1) })
      expect(await ids({ last_update: '>2026-11-23T12:00:00.123000+00:00' })).toEqual([])
      expect(await ids({ last_update: ['>=2026-11-23 14:00:00.123+02:00'] })).toEqual(['a'])
      expect(await ids({ _or_: { fields: ['last_update', 'last_change'], datetime: ['>2026-11-23T12:00:00+00:00'] } })).toEqual(['a', 'b'])
      expect(await ids({ last_update: ['2026-11-23T00:00:00', null] })).toEqual(['a'])
    })

    test('projects below a project', async () => {
      await addProject(world, { id: 'p', name: 'a' })
      await addProject(world, { id: 'q', name: 'a/b', parent: 'p' })
      await addProject(world, { id: 'r', name: 'a/b/c', parent: 'q' })
      await addProject(world, { id: 's', name: 'a-b' })
      const found = async (request: ListRequest) => (await listProjects(world.scope, request)).projects.map(({ id }) => id)
      expect(await found({ parent: ['p'] })).toEqual(['q', 'r'])
      expect(await found({ parent: ['p'], shallow_search: true })).toEqual(['q'])
      expect(await found({ shallow_search: true })).toEqual(['p', 's'])
      for (const project of ['p', 'r', 's']) await addTask(world, { id: `in-${project}`, project })
      expect(await ids({ project: ['p'], include_subprojects: true })).toEqual(['in-p', 'in-r'])
      expect(await ids({ project: ['p'], include_subprojects: false })).toEqual(['in-p'])
    })

    test('words in any part, phrases, and words that must not be there', async () => {
      await addProject(world, { id: 'p', name: 'Vision' })
      await addTask(world, { id: 'a', name: 'train Resnet', project: 'p', script: '{"repository":"git@host:x.git"}' })
      await addTask(world, { id: 'b', name: 'train other', tags: ['resnet'] })
      expect(await ids({ search_text: 'RESNET' })).toEqual(['a', 'b'])
      expect(await ids({ search_text: 'resnet -other' })).toEqual(['a'])
      expect(await ids({ search_text: '"train res" vision' })).toEqual(['a'])
      expect(await ids({ search_text: 'host:x.git' })).toEqual(['a'])
    })

    test('models by task, address and state', async () => {
      await addModel(world, { id: 'm', task: 't', uri: 's3://x/y', ready: 1, metadata: '{"k.1":{"key":"k.1","value":"v"}}' })
      await addModel(world, { id: 'n', task: 't' })
      const found = async (request: ListRequest) => (await listModels(world.scope, request)).models.map(({ id }) => id)
      expect(await found({ task: ['t'], order_by: ['created'] })).toEqual(['m', 'n'])
      expect(await found({ uri: ['s3://x/y'] })).toEqual(['m'])
      expect(await found({ ready: false })).toEqual(['n'])
      expect(await found({ 'metadata.k%2E1': ['v'] })).toEqual(['m'])
      expect(await found({ parent: [null], uri: [null] })).toEqual(['n'])
    })
  })

  describe('lists of values', () => {
    beforeEach(async () => {
      for (const [id, tags] of [['ab', ['a', 'b']], ['a', ['a']], ['c', ['c']], ['none', []]] as const) await addTask(world, { id, tags })
    })
    test.each([
      [['a', 'c'], ['a', 'ab', 'c']],
      [['-a'], ['c', 'none']],
      [['-a', '-c'], ['none']],
      [['a', '-b'], ['a']],
      [[null], ['none']],
      [['c', null], ['c', 'none']],
      [['__$all', 'a', 'b'], ['ab']],
      [['__$all', 'a', '__$not', 'b'], ['a']],
      [['__$or', 'c', '__$not', 'a'], ['c', 'none']],
      [['__$all', 'a', '__$or', 'b', 'c'], ['ab']],
      [[], ['a', 'ab', 'c', 'none']],
    ])('tags %j', async (tags, expected) => expect(await ids({ tags })).toEqual(expected))
    test.each([
      [{ any: { include: ['a', 'c'] } }, ['a', 'ab', 'c']],
      [{ all: { include: ['a', 'b'] } }, ['ab']],
      [{ all: { exclude: ['a', 'c'] } }, ['none']],
      [{ any: { exclude: ['a', 'b'] } }, ['a', 'c', 'none']],
      [{ any: { include: ['c'] }, all: { exclude: ['b'] }, op: 'or' }, ['a', 'c', 'none']],
      [{ any: { include: [null] } }, ['none']],
    ])('filters.tags %j', async (filter, expected) => expect(await ids({ filters: { tags: filter } })).toEqual(expected))
  })

  describe('order', () => {
    test('numbers as numbers, other texts after them, nothing last in both directions', async () => {
      for (const [id, value] of [['ten', '10'], ['nine', '9'], ['text', 'auto'], ['small', '1e-3']] as const) {
        await addTask(world, { id })
        await writeParams({ db: world.db, company: 'acme' }, id, [{ section: 'Args', name: 'lr.x', value }], 'merge')
      }
      await addTask(world, { id: 'z' })
      expect(await ids({ order_by: ['hyperparams.Args.lr%2Ex'] })).toEqual(['small', 'nine', 'ten', 'text', 'z'])
      expect(await ids({ order_by: ['-hyperparams.Args.lr%2Ex.value'] })).toEqual(['text', 'ten', 'nine', 'small', 'z'])
      expect(await ids({ order_by: ['-hyperparams.Args.lr%2Ex'], page: 1, page_size: 3 })).toEqual(['small', 'z'])
      expect(await ids({ order_by: ['-hyperparams.Args.lr%2Ex'], page: 2, page_size: 2 })).toEqual(['z'])
      expect(await ids({ 'hyperparams.Args.lr%2Ex': ['9', null] })).toEqual(['nine', 'z'])
    })

    test('parts of JSON documents sort alike', async () => {
      for (const [id, runtime] of [['a', { progress: '100' }], ['b', { progress: '20' }], ['c', { progress: 3 }], ['d', { progress: 'x' }], ['e', {}]] as const) await addTask(world, { id, runtime: JSON.stringify(runtime) })
      expect(await ids({ order_by: ['runtime.progress'] })).toEqual(['c', 'b', 'a', 'd', 'e'])
      expect(await ids({ order_by: ['-runtime.progress'] })).toEqual(['d', 'a', 'b', 'c', 'e'])
    })

    test('missing times come last, ties by id', async () => {
      for (const [id, started] of [['a', 1], ['b', null], ['c', 2], ['d', 1]] as const) await addTask(world, { id, started })
      expect(await ids({ order_by: ['-started'] })).toEqual(['c', 'a', 'd', 'b'])
      expect(await ids({ order_by: 'started' })).toEqual(['a', 'd', 'c', 'b'])
      expect(await ids({ order_by: ['type', '-started', '-id'] })).toEqual(['c', 'd', 'a', 'b'])
    })

    test('an unknown path is refused, by name', async () => {
      await expect(listTasks(world.scope, { order_by: ['nonsense'] })).rejects.toMatchObject({ code: 'invalid_request', details: { field: 'order_by' } })
    })
  })

  describe('scrolls', () => {
    test('give each row once, leave out what came later, and run out', async () => {
      for (let index = 0; index < 7; index += 1) await addTask(world, { id: `t${index}`, started: index % 3 === 0 ? null : index, last_update: index })
      const request = { size: 3, order_by: ['-started'] }
      const first = await listTasks(world.scope, request)
      await addTask(world, { id: 'late', started: 2, created: 1_900_000_000_000 })
      const second = await listTasks(world.scope, { ...request, scroll_id: first.scroll_id })
      const third = await listTasks(world.scope, { ...request, scroll_id: first.scroll_id })
      expect([first, second, third].map(({ tasks }) => tasks.map(({ id }) => id))).toEqual([['t5', 't4', 't2'], ['t1', 't0', 't3'], ['t6']])
      expect((await listTasks(world.scope, { ...request, scroll_id: first.scroll_id })).tasks).toEqual([])
      expect((await listTasks(world.scope, { ...request, scroll_id: first.scroll_id, refresh_scroll: true })).tasks).toHaveLength(7)
      world.setTime(1_800_000_000_000 + 10 * 60_000)
      await expect(listTasks(world.scope, { ...request, scroll_id: first.scroll_id })).rejects.toMatchObject({ code: 'invalid_scroll' })
      await expect(listTasks(world.scope, { ...request, scroll_id: 'x' })).rejects.toMatchObject({ code: 'invalid_scroll' })
    })
  })

  describe('documents', () => {
    test('a parent is there although the leaf is missing', async () => {
      await addTask(world, { id: 'a' })
      const show = async (...only_fields: string[]) => (await listTasks(world.scope, { only_fields })).tasks[0]
      expect(await show('runtime')).toEqual({ id: 'a', runtime: {} })
      expect(await show('runtime.version', 'script.requirements')).toEqual({ id: 'a', runtime: {}, script: {} })
      expect(await show('execution.queue')).toEqual({ id: 'a', execution: {} })
      expect(await show('execution.artifacts', 'models', 'tags')).toEqual({ id: 'a', execution: { artifacts: [] }, models: { input: [], output: [] }, tags: [] })
      expect(await show('last_metrics.x.y.value', 'hyperparams.Args', 'started')).toEqual({ id: 'a', last_metrics: {}, hyperparams: {} })
      expect(await show('-script', '-hyperparams')).not.toHaveProperty('script')
    })

    test('a whole task as ClearML’s clients know it', async () => {
      await addTask(world, { id: 'a', stop_requested: 1, status: 'in_progress', started: 1_795_434_967_123, active_duration: 5, runtime: '{"k":"v"}', tags: ['b', 'a'], queue: 'q' })
      const writer = { db: world.db, company: 'acme' }
      await writeParams(writer, 'a', [{ section: ' Args ', name: 'x', value: 3, type: 'int' }], 'merge')
      await writeArtifacts(writer, 'a', [{ key: 'z', uri: 'u' }, { key: 'b', mode: 'input' }], null)
      await world.db.insertInto('task_metric').values({ task: 'a', company: 'acme', metric: 't', variant: 's', metric_hash: 'mh', variant_hash: 'vh', value: 1.5, iteration: 3, min_value: 1, min_value_iteration: 1, max_value: 2, max_value_iteration: 2, first_value: 1, first_value_iteration: 1, sum: 10, count: 3, x_axis_label: null }).execute()
      const [task] = (await listTasks(world.scope, {})).tasks
      expect(task).toMatchObject({
        status: 'in_progress', status_message: 'stopping', status_reason: '', started: '2026-11-23T11:56:07.123+00:00', active_duration: 5, tags: ['a', 'b'], system_tags: [], runtime: { k: 'v' }, container: {},
        hyperparams: { Args: { x: { section: 'Args', name: 'x', value: '3', type: 'int' } } },
        execution: { queue: 'q', artifacts: [{ key: 'b', mode: 'input' }, { key: 'z', mode: 'output', uri: 'u', type_data: {}, display_data: [] }] },
        last_metrics: { mh: { vh: { metric: 't', variant: 's', value: 1.5, mean_value: 3.33, count: 3 } } },
      })
      expect(task).not.toHaveProperty('completed')
      expect(task).not.toHaveProperty('parent')
    })

    test('names are joined where asked', async () => {
      await addProject(world, { id: 'p', name: 'x/y' })
      await addTask(world, { id: 'c', project: 'p' })
      await addTask(world, { id: 's', parent: 'c', project: 'gone' })
      const { tasks } = await listTasks(world.scope, { only_fields: ['project.name', 'parent.name', 'parent.project.name', 'user'] }, { joined: true })
      expect(tasks).toEqual([
        { id: 'c', project: { id: 'p', name: 'x/y' }, user: { id: 'u1' } },
        { id: 's', project: { id: 'gone' }, parent: { id: 'c', name: 'task c', project: { id: 'p', name: 'x/y' } }, user: { id: 'u1' } },
      ])
    })

    test('queues show their entries by rank, without those that a claim holds', async () => {
      await addQueue(world, { id: 'q', name: 'default', tags: ['x'] })
      for (const [task, rank, attempt] of [['b', 2, null], ['a', 3, null], ['held', 1, 'attempt']] as const) {
        await addTask(world, { id: task })
        await world.db.insertInto('queue_entry').values({ task, company: 'acme', queue: 'q', rank, added: 5, not_before: null, light: 0, lane: 'any', attempt, gpus: 0, gpu_memory: 0, cpus: 0, memory: 0, labels: '[]' }).execute()
      }
      const [queue] = (await listQueues(world.scope, {}, { joined: true })).queues
      expect(queue).toMatchObject({ id: 'q', tags: ['x'], system_tags: [], entries: [{ task: { id: 'b', name: 'task b' } }, { task: { id: 'a', name: 'task a' } }] })
      expect((await listQueues(world.scope, { max_task_entries: 1 })).queues[0]?.entries).toEqual([{ task: 'b', added: '1970-01-01T00:00:00.005+00:00' }])
      expect((await listQueues(world.scope, { id: ['q'], only_fields: ['id', 'tags'] })).queues).toEqual([{ id: 'q', tags: ['x'] }])
    })
  })

  test('a pattern that cannot be searched for is refused, by field and reason', async () => {
    for (const name of ['(a', '(?=x)', 'a(b)\\1']) await expect(listTasks(world.scope, { name })).rejects.toMatchObject({ code: 'invalid_pattern', details: { field: 'name', pattern: name } })
  })
})
