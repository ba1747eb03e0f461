import { transact } from '../db/connection/transaction.ts'
import { database } from '@clearway/testkit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { writeArtifacts, writeParams } from '../db/tables/task-parts.ts'
import { listQueues, listTasks } from './list.ts'
import { addProject, addQueue, addTask, openWorld, type TestWorld } from './world-for-tests.ts'

let world: TestWorld
beforeAll(async () => void (world = await openWorld(database)))
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(() => world.empty())

test('a parent is included although its leaf is missing', async () => {
  await addTask(world, { id: 'a' })
  const show = async (...only_fields: string[]) => (await listTasks(world.scope, { only_fields })).tasks[0]
  expect(await show('runtime')).toEqual({ id: 'a', runtime: {} })
  expect(await show('runtime.version', 'script.requirements')).toEqual({ id: 'a', runtime: {}, script: {} })
  expect(await show('execution.queue')).toEqual({ id: 'a', execution: {} })
  expect(await show('execution.artifacts', 'models', 'tags')).toEqual({
    id: 'a',
    execution: { artifacts: [] },
    models: { input: [], output: [] },
    tags: [],
  })
  expect(await show('last_metrics.x.y.value', 'hyperparams.Args', 'started')).toEqual({ id: 'a', last_metrics: {}, hyperparams: {} })
  expect(await show('-script', '-hyperparams')).not.toHaveProperty('script')
})

test('a whole task as ClearML’s clients know it', async () => {
  await addTask(world, {
    id: 'a',
    stop_requested: 1,
    status: 'in_progress',
    started: 1_795_434_967_123,
    active_duration: 5,
    runtime: '{"k":"v"}',
    tags: ['b', 'a'],
    queue: 'q',
  })
  await transact(world.scope, async (tx) => {
    await writeParams(tx, 'a', [{ section: ' Args ', name: 'x', value: 3, type: 'int' }], 'merge')
    await writeArtifacts(
      tx,
      'a',
      [
        { key: 'z', uri: 'u' },
        { key: 'b', mode: 'input' },
      ],
      null,
    )
  })
  await world.db
    .insertInto('task_metric')
    .values({
      task: 'a',
      company: 'acme',
      metric: 't',
      variant: 's',
      metric_hash: 'mh',
      variant_hash: 'vh',
      value: 1.5,
      iteration: 3,
      min_value: 1,
      min_value_iteration: 1,
      max_value: 2,
      max_value_iteration: 2,
      first_value: 1,
      first_value_iteration: 1,
      sum: 10,
      count: 3,
      x_axis_label: null,
    })
    .execute()
  const [task] = (await listTasks(world.scope, {})).tasks
  expect(task).toMatchObject({
    status: 'in_progress',
    status_message: 'stopping',
    status_reason: '',
    started: '2026-11-23T11:56:07.123+00:00',
    active_duration: 5,
    tags: ['a', 'b'],
    system_tags: [],
    runtime: { k: 'v' },
    container: {},
    hyperparams: { Args: { x: { section: 'Args', name: 'x', value: '3', type: 'int' } } },
    execution: {
      queue: 'q',
      artifacts: [
        { key: 'b', mode: 'input' },
        { key: 'z', mode: 'output', uri: 'u', type_data: {}, display_data: [] },
      ],
    },
    last_metrics: { mh: { vh: { metric: 't', variant: 's', value: 1.5, mean_value: 3.33, count: 3 } } },
  })
  expect(task).not.toHaveProperty('completed')
  expect(task).not.toHaveProperty('parent')
})

test('names are joined on request', async () => {
  await addProject(world, { id: 'p', name: 'x/y' })
  await addTask(world, { id: 'c', project: 'p' })
  await addTask(world, { id: 's', parent: 'c', project: 'gone' })
  const { tasks } = await listTasks(
    world.scope,
    { only_fields: ['project.name', 'parent.name', 'parent.project.name', 'user'] },
    { joined: true },
  )
  expect(tasks).toEqual([
    { id: 'c', project: { id: 'p', name: 'x/y' }, user: { id: 'u1' } },
    { id: 's', project: { id: 'gone' }, parent: { id: 'c', name: 'task c', project: { id: 'p', name: 'x/y' } }, user: { id: 'u1' } },
  ])
})

test('queues show their entries by rank, without those that a claim holds', async () => {
  await addQueue(world, { id: 'q', name: 'default', tags: ['x'] })
  for (const [task, rank, attempt] of [
    ['b', 2, null],
    ['a', 3, null],
    ['held', 1, 'attempt'],
  ] as const) {
    await addTask(world, { id: task })
    await world.db
      .insertInto('queue_entry')
      .values({
        task,
        company: 'acme',
        queue: 'q',
        rank,
        added: 5,
        not_before: null,
        light: 0,
        lane: 'any',
        attempt,
        gpus: 0,
        gpu_memory: 0,
        cpus: 0,
        memory: 0,
        labels: '[]',
      })
      .execute()
  }
  const [queue] = (await listQueues(world.scope, {}, { joined: true })).queues
  expect(queue).toMatchObject({
    id: 'q',
    tags: ['x'],
    system_tags: [],
    entries: [{ task: { id: 'b', name: 'task b' } }, { task: { id: 'a', name: 'task a' } }],
  })
  expect((await listQueues(world.scope, { max_task_entries: 1 })).queues[0]?.entries).toEqual([
    { task: 'b', added: '1970-01-01T00:00:00.005+00:00' },
  ])
  expect((await listQueues(world.scope, { id: ['q'], only_fields: ['id', 'tags'] })).queues).toEqual([{ id: 'q', tags: ['x'] }])
})
