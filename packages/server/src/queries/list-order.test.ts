import { transact } from '../db/connection/transaction.ts'
import { describe, expect } from 'vitest'
import { writeParams } from '../db/tables/task-parts.ts'
import { listTasks } from './list.ts'
import { test } from '../../test/list-test.ts'
import { addAttempt, addProject, addTask, addUser } from '../../test/rows.ts'

describe('lists of values', () => {
  test.beforeEach(async ({ database }) => {
    for (const [id, tags] of [
      ['ab', ['a', 'b']],
      ['a', ['a']],
      ['c', ['c']],
      ['none', []],
    ] as const)
      await addTask(database, { id, tags })
  })
  test.for([
    [
      ['a', 'c'],
      ['a', 'ab', 'c'],
    ],
    [['-a'], ['c', 'none']],
    [['-a', '-c'], ['none']],
    [['a', '-b'], ['a']],
    [[null], ['none']],
    [
      ['c', null],
      ['c', 'none'],
    ],
    [['__$all', 'a', 'b'], ['ab']],
    [['__$all', 'a', '__$not', 'b'], ['a']],
    [
      ['__$or', 'c', '__$not', 'a'],
      ['c', 'none'],
    ],
    [['__$all', 'a', '__$or', 'b', 'c'], ['ab']],
    [[], ['a', 'ab', 'c', 'none']],
  ])('tags %j', async ([tags, expected], { ids }) => expect(await ids({ tags })).toEqual(expected))
  test.for([
    [{ any: { include: ['a', 'c'] } }, ['a', 'ab', 'c']],
    [{ all: { include: ['a', 'b'] } }, ['ab']],
    [{ all: { exclude: ['a', 'c'] } }, ['none']],
    [{ any: { exclude: ['a', 'b'] } }, ['a', 'c', 'none']],
    [{ any: { include: ['c'] }, all: { exclude: ['b'] }, op: 'or' }, ['a', 'c', 'none']],
    [{ any: { include: [null] } }, ['none']],
  ])('filters.tags %j', async ([filter, expected], { ids }) => expect(await ids({ filters: { tags: filter } })).toEqual(expected))
})

describe('order', () => {
  test('numbers as numbers, other texts after them, nothing last in both directions', async ({ database, ids }) => {
    for (const [id, value] of [
      ['ten', '10'],
      ['nine', '9'],
      ['text', 'auto'],
      ['small', '1e-3'],
    ] as const) {
      await addTask(database, { id })
      await transact(database.scope, (tx) => writeParams(tx, id, [{ section: 'Args', name: 'lr.x', value }], 'merge'))
    }
    await addTask(database, { id: 'z' })
    expect(await ids({ order_by: ['hyperparams.Args.lr%2Ex'] })).toEqual(['small', 'nine', 'ten', 'text', 'z'])
    expect(await ids({ order_by: ['-hyperparams.Args.lr%2Ex.value'] })).toEqual(['text', 'ten', 'nine', 'small', 'z'])
    expect(await ids({ order_by: ['-hyperparams.Args.lr%2Ex'], page: 1, page_size: 3 })).toEqual(['small', 'z'])
    expect(await ids({ order_by: ['-hyperparams.Args.lr%2Ex'], page: 2, page_size: 2 })).toEqual(['z'])
    expect(await ids({ 'hyperparams.Args.lr%2Ex': ['9', null] })).toEqual(['nine', 'z'])
  })

  test('parts of JSON documents sort alike', async ({ database, ids }) => {
    for (const [id, runtime] of [
      ['a', { progress: '100' }],
      ['b', { progress: '20' }],
      ['c', { progress: 3 }],
      ['d', { progress: 'x' }],
      ['e', {}],
    ] as const)
      await addTask(database, { id, runtime: JSON.stringify(runtime) })
    expect(await ids({ order_by: ['runtime.progress'] })).toEqual(['c', 'b', 'a', 'd', 'e'])
    expect(await ids({ order_by: ['-runtime.progress'] })).toEqual(['d', 'a', 'b', 'c', 'e'])
  })

  test('missing times come last, ties by id', async ({ database, ids }) => {
    for (const [id, started] of [
      ['a', 1],
      ['b', null],
      ['c', 2],
      ['d', 1],
    ] as const)
      await addTask(database, { id, started })
    expect(await ids({ order_by: ['-started'] })).toEqual(['c', 'a', 'd', 'b'])
    expect(await ids({ order_by: 'started' })).toEqual(['a', 'd', 'c', 'b'])
    expect(await ids({ order_by: ['type', '-started', '-id'] })).toEqual(['c', 'd', 'a', 'b'])
  })

  test('by how long tasks took or have taken so far, runs from their first start, on whatever page', async ({
    database,
    ids,
    startTime,
  }) => {
    const ago = (minutes: number) => startTime - minutes * 60_000
    for (const task of [
      { id: 'ended in 9', status: 'failed', started: ago(60), active_duration: 9 * 60 },
      { id: 'ended in 3', status: 'completed', started: ago(70), active_duration: 3 * 60 },
      // What was recorded of it at its last report is older than what is shown.
      { id: 'for 5', status: 'in_progress', started: ago(5), active_duration: 2 },
      { id: 'for 20', status: 'in_progress', started: ago(20), active_duration: null },
      { id: 'run for 12', status: 'in_progress', type: 'controller', started: ago(1) },
      { id: 'waiting run for 7', status: 'queued', type: 'controller', started: ago(7), active_duration: null },
      { id: 'waiting', status: 'queued', started: null },
      { id: 'draft', started: null },
    ] as const)
      await addTask(database, task)
    await addAttempt(database, { task: 'run for 12', number: 1, state: 'lost', ended_as: 'lost', started: ago(12) })
    await addAttempt(database, { task: 'run for 12', number: 2, state: 'running', started: ago(1) })
    const [timed, others] = [
      ['ended in 3', 'for 5', 'waiting run for 7', 'ended in 9', 'run for 12', 'for 20'],
      ['draft', 'waiting'],
    ]
    expect(await ids({ order_by: ['running_time'] })).toEqual([...timed, ...others])
    expect(await ids({ order_by: ['-running_time'] })).toEqual([...timed.toReversed(), ...others])
    expect(await ids({ order_by: ['-running_time'], page: 1, page_size: 3 })).toEqual(timed.toReversed().slice(3))
    expect(await ids({ order_by: ['-running_time'], page: 2, page_size: 3 })).toEqual(others)
    expect(await ids({ order_by: ['-running_time'], status: ['in_progress'] })).toEqual(['for 20', 'run for 12', 'for 5'])
    expect(await ids({ order_by: ['company', '-running_time'] })).toEqual([...timed.toReversed(), ...others])
    const first = await listTasks(database.scope, { order_by: ['running_time'], size: 4 })
    const rest = await listTasks(database.scope, { order_by: ['running_time'], size: 4, scroll_id: first.scroll_id })
    expect([...first.tasks, ...rest.tasks].map(({ id }) => id)).toEqual([...timed, ...others])
  })

  test('by the names of users and projects, rows without a name last', async ({ database, ids }) => {
    for (const [id, name] of [
      ['u1', 'Zoe'],
      ['u2', 'Ada'],
      ['u3', 'Ada'],
    ] as const)
      await addUser(database, { id, name })
    await addProject(database, { id: 'p1', name: 'speech' })
    await addProject(database, { id: 'p2', name: 'vision' })
    for (const [id, user, project] of [
      ['a', 'u1', 'p2'],
      ['b', 'u2', null],
      ['c', 'u3', 'p1'],
      ['d', 'u2', 'p2'],
      ['e', 'gone', 'p1'],
    ] as const)
      await addTask(database, { id, user, project })
    expect(await ids({ order_by: ['user.name'] })).toEqual(['b', 'c', 'd', 'a', 'e'])
    expect(await ids({ order_by: ['-user.name', 'project.name'] })).toEqual(['a', 'c', 'd', 'b', 'e'])
    expect(await ids({ order_by: ['-project.name'] })).toEqual(['a', 'd', 'c', 'e', 'b'])
    expect(await ids({ order_by: ['-project.name'], page: 1, page_size: 3 })).toEqual(['e', 'b'])
    expect(await ids({ 'user.name': ['Ada'], order_by: ['-id'] })).toEqual(['d', 'c', 'b'])
    expect(await ids({ 'project.name': [null, 'speech'] })).toEqual(['b', 'c', 'e'])
  })

  test('a path that no row has orders nothing', async ({ database, ids }) => {
    expect(await ids({ order_by: ['-nonsense', '-id'] })).toEqual(await ids({ order_by: ['-id'] }))
    await expect(listTasks(database.scope, { order_by: [7] })).rejects.toMatchObject({
      code: 'invalid_request',
      details: { field: 'order_by' },
    })
  })
})

describe('scrolls', () => {
  test('return each row once, leave out later rows, and end', async ({ database, startTime }) => {
    for (let index = 0; index < 7; index += 1)
      await addTask(database, { id: `t${index}`, started: index % 3 === 0 ? null : index, last_update: index })
    const request = { size: 3, order_by: ['-started'] }
    const first = await listTasks(database.scope, request)
    await addTask(database, { id: 'late', started: 2, created: 1_900_000_000_000 })
    const second = await listTasks(database.scope, { ...request, scroll_id: first.scroll_id })
    const third = await listTasks(database.scope, { ...request, scroll_id: first.scroll_id })
    expect([first, second, third].map(({ tasks }) => tasks.map(({ id }) => id))).toEqual([['t5', 't4', 't2'], ['t1', 't0', 't3'], ['t6']])
    expect((await listTasks(database.scope, { ...request, scroll_id: first.scroll_id })).tasks).toEqual([])
    expect((await listTasks(database.scope, { ...request, scroll_id: first.scroll_id, refresh_scroll: true })).tasks).toHaveLength(7)
    database.setTime(startTime + 10 * 60_000)
    await expect(listTasks(database.scope, { ...request, scroll_id: first.scroll_id })).rejects.toMatchObject({ code: 'invalid_scroll' })
    await expect(listTasks(database.scope, { ...request, scroll_id: 'x' })).rejects.toMatchObject({ code: 'invalid_scroll' })
  })
})
