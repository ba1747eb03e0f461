import { describe, expect } from 'vitest'
import { listModels, listProjects, listQueues, listTasks } from './list.ts'
import type { ListRequest } from './request.ts'
import { test } from '../../test/list-test.ts'
import { addModel, addProject, addQueue, addTask } from '../../test/rows.ts'

describe('visibility', () => {
  test('rows of the company and public ones, merged in order, and no other company’s', async ({ database, ids }) => {
    await addTask(database, { id: 'a', last_update: 3 })
    await addTask(database, { id: 'b', last_update: 2, company: '' })
    await addTask(database, { id: 'c', last_update: 1 })
    await addTask(database, { id: 'd', last_update: 4, company: 'other' })
    expect(await ids({ order_by: ['-last_update'] })).toEqual(['a', 'b', 'c'])
    expect(await ids({ order_by: ['-last_update'], page: 1, page_size: 1 })).toEqual(['b'])
    expect(await ids({ id: ['d', 'b'] })).toEqual(['b'])
  })

  test('hidden rows are listed only if their tag or their ids are requested', async ({ database, ids }) => {
    await addTask(database, { id: 'a' })
    await addTask(database, { id: 'h', system_tags: ['hidden'] })
    expect(await ids({ method: 'get' })).toEqual(['a'])
    expect(await ids({ search_hidden: true })).toEqual(['a', 'h'])
    expect(await ids({ id: ['h'], search_hidden: false })).toEqual(['h'])
    await addQueue(database, { id: 'q', name: 'glue', system_tags: ['k8s-glue'] })
    expect((await listQueues(database.scope, {})).queues).toEqual([])
    await addProject(database, { id: 'p', name: 'x/.pipelines', system_tags: ['hidden'] })
    expect((await listProjects(database.scope, { name: '^x/\\.pipelines$' })).projects).toEqual([])
    expect((await listProjects(database.scope, { name: '^x/\\.pipelines$', search_hidden: true, only_fields: ['id'] })).projects).toEqual([
      { id: 'p' },
    ])
  })
})

describe('ids', () => {
  test('a task requested by an alias is returned under the alias, and under its own id only if that was requested', async ({
    database,
    ids,
  }) => {
    await addTask(database, { id: 'm', status: 'completed' })
    await addTask(database, { id: 'child', parent: 'm' })
    await database.db.insertInto('task_alias').values({ alias: 'n', company: 'acme', task: 'm' }).execute()
    const fields = { only_fields: ['status', 'status_message', 'id'] }
    expect((await listTasks(database.scope, { id: ['n'], ...fields })).tasks).toEqual([
      { id: 'n', status: 'completed', status_message: '' },
    ])
    expect(await ids({ id: ['n', 'm'] })).toEqual(['m', 'n'])
    expect(await ids({ id: ['m'] })).toEqual(['m'])
    expect(await ids({ parent: ['n'] })).toEqual(['child'])
    expect(await ids({ id: ['unknown'] })).toEqual([])
  })

  test('a request with more ids than a page returns all of them', async ({ database, ids }) => {
    const all = Array.from({ length: 601 }, (_, index) => `t${String(index).padStart(4, '0')}`)
    for (const id of all) await addTask(database, { id })
    expect(await ids({ id: all, only_fields: ['id'] })).toEqual(all)
    expect(await ids({ only_fields: ['id'] })).toEqual(all.slice(0, 500))
    expect(await ids({ only_fields: ['id'], page: 1, page_size: 9999 })).toEqual(all.slice(500))
  })
})

describe('requests of real clients', () => {
  test('the number of a pipeline run: an alternative in a pattern', async ({ database, ids }) => {
    for (const [id, name] of [
      ['a', 'Pipeline demo'],
      ['b', 'Pipeline demo #2'],
      ['c', 'Pipeline demo #x'],
      ['d', 'My Pipeline demo'],
    ] as const)
      await addTask(database, { id, name, created: id.codePointAt(0)!, system_tags: ['pipeline'] })
    expect(
      await ids({ name: '^Pipeline\\ demo(| #\\d+)$', system_tags: ['pipeline'], page: 0, page_size: 100, order_by: ['-created'] }),
    ).toEqual(['b', 'a'])
  })

  test('a base task by its name, the failed ones left out', async ({ database, ids }) => {
    await addProject(database, { id: 'p', name: 'examples' })
    await addTask(database, { id: 'a', name: 'step 1', project: 'p', status: 'completed' })
    await addTask(database, { id: 'b', name: 'step 1', project: 'p', status: 'failed' })
    await addTask(database, { id: 'c', name: 'step 12', project: 'p', status: 'completed' })
    expect(await ids({ name: '^step\\ 1$', project: ['p'], status: ['created', 'queued', 'completed'] })).toEqual(['a'])
  })

  test('a cached step by its hash, whatever the case', async ({ database, ids }) => {
    await addTask(database, { id: 'a', status: 'completed', runtime: '{"pipeline_job_hash":"Ab12"}' })
    await addTask(database, { id: 'b', status: 'completed', runtime: '{"pipeline_job_hash":"ab12"}', system_tags: ['archived'] })
    const request = {
      status: ['completed', 'published'],
      system_tags: ['-archived'],
      _all_: { fields: ['runtime.pipeline_job_hash'], pattern: '^aB12$' },
      only_fields: ['id'],
    }
    expect((await listTasks(database.scope, request)).tasks).toEqual([{ id: 'a' }])
    expect(await ids({ 'runtime.pipeline_job_hash': 'ab12' })).toEqual(['b'])
  })

  test('what has changed since a time', async ({ database, ids }) => {
    await addTask(database, { id: 'a', last_update: Date.UTC(2026, 10, 23, 12, 0, 0, 123), last_change: 1 })
    await addTask(database, { id: 'b', last_update: 1, last_change: Date.UTC(2026, 10, 23, 12, 0, 1) })
    expect(await ids({ last_update: '>2026-11-23T12:00:00.123000+00:00' })).toEqual([])
    expect(await ids({ last_update: ['>=2026-11-23 14:00:00.123+02:00'] })).toEqual(['a'])
    expect(await ids({ _or_: { fields: ['last_update', 'last_change'], datetime: ['>2026-11-23T12:00:00+00:00'] } })).toEqual(['a', 'b'])
    expect(await ids({ last_update: ['2026-11-23T00:00:00', null] })).toEqual(['a'])
  })

  test('projects below a project', async ({ database, ids }) => {
    await addProject(database, { id: 'p', name: 'a' })
    await addProject(database, { id: 'q', name: 'a/b', parent: 'p' })
    await addProject(database, { id: 'r', name: 'a/b/c', parent: 'q' })
    await addProject(database, { id: 's', name: 'a-b' })
    const found = async (request: ListRequest) => (await listProjects(database.scope, request)).projects.map(({ id }) => id)
    expect(await found({ parent: ['p'] })).toEqual(['q', 'r'])
    expect(await found({ parent: ['p'], shallow_search: true })).toEqual(['q'])
    expect(await found({ shallow_search: true })).toEqual(['p', 's'])
    for (const project of ['p', 'r', 's']) await addTask(database, { id: `in-${project}`, project })
    expect(await ids({ project: ['p'], include_subprojects: true })).toEqual(['in-p', 'in-r'])
    expect(await ids({ project: ['p'], include_subprojects: false })).toEqual(['in-p'])
  })

  test('words in any part, phrases, and words that must not be there', async ({ database, ids }) => {
    await addProject(database, { id: 'p', name: 'Vision' })
    await addTask(database, { id: 'a', name: 'train Resnet', project: 'p', script: '{"repository":"git@host:x.git"}' })
    await addTask(database, { id: 'b', name: 'train other', tags: ['resnet'] })
    expect(await ids({ search_text: 'RESNET' })).toEqual(['a', 'b'])
    expect(await ids({ search_text: 'resnet -other' })).toEqual(['a'])
    expect(await ids({ search_text: '"train res" vision' })).toEqual(['a'])
    expect(await ids({ search_text: 'host:x.git' })).toEqual(['a'])
  })

  test('words are searched for in a task’s current texts', async ({ database, ids }) => {
    await addTask(database, { id: 'a', name: 'first' })
    const set = (values: { name?: string; comment?: string; script?: string; parent?: string }) =>
      database.db.updateTable('task').set(values).where('id', '=', 'a').execute()
    await set({ name: 'Second' })
    expect([await ids({ search_text: 'first' }), await ids({ search_text: 'second' })]).toEqual([[], ['a']])
    await set({ comment: 'Noted', parent: 'Above', script: '{"entry_point":"Run.py"}' })
    for (const text of ['noted', 'ABOVE', 'run.py']) expect(await ids({ search_text: text })).toEqual(['a'])
    await database.db.deleteFrom('task').where('id', '=', 'a').execute()
    expect(await database.db.selectFrom('task_words').select('task').execute()).toEqual([])
  })

  test('letters other than A to Z are matched case-sensitively', async ({ database, ids }) => {
    await addTask(database, { id: 'a', name: 'ÜBERSICHT der Größe', tags: ['ÖL'] })
    for (const text of ['ÜBERSICHT', '"ÜBERSICHT DER"', 'größe', 'ÖL']) expect(await ids({ search_text: text })).toEqual(['a'])
    expect(await ids({ name: 'ÜBER' })).toEqual(['a'])
  })

  test('models by task, address and state', async ({ database }) => {
    await addModel(database, { id: 'm', task: 't', uri: 's3://x/y', ready: 1, metadata: '{"k.1":{"key":"k.1","value":"v"}}' })
    await addModel(database, { id: 'n', task: 't' })
    const found = async (request: ListRequest) => (await listModels(database.scope, request)).models.map(({ id }) => id)
    expect(await found({ task: ['t'], order_by: ['created'] })).toEqual(['m', 'n'])
    expect(await found({ uri: ['s3://x/y'] })).toEqual(['m'])
    expect(await found({ ready: false })).toEqual(['n'])
    expect(await found({ 'metadata.k%2E1': ['v'] })).toEqual(['m'])
    expect(await found({ parent: [null], uri: [null] })).toEqual(['n'])
  })
})

test('a pattern that cannot be searched for is refused, by field and reason', async ({ database }) => {
  for (const name of ['(a', '(?=x)', 'a(b)\\1'])
    await expect(listTasks(database.scope, { name })).rejects.toMatchObject({
      code: 'invalid_pattern',
      details: { field: 'name', pattern: name },
    })
})
