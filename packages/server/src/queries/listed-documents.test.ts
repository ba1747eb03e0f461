import { transact } from '../db/connection/transaction.ts'
import { expect } from 'vitest'
import { writeArtifacts, writeParams } from '../db/tables/task-parts.ts'
import { listQueues, listTasks } from './list.ts'
import { test } from '../../test/list-test.ts'
import { addProject, addQueue, addTask } from '../../test/rows.ts'

test('a parent is included although its leaf is missing', async ({ database }) => {
  await addTask(database, { id: 'a' })
  const show = async (...only_fields: string[]) => (await listTasks(database.scope, { only_fields })).tasks[0]
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

test('a complete task, as ClearML’s clients read it', async ({ database }) => {
  await addTask(database, {
    id: 'a',
    stop_requested: 1,
    status: 'in_progress',
    started: 1_795_434_967_123,
    active_duration: 5,
    runtime: '{"k":"v"}',
    tags: ['b', 'a'],
    queue: 'q',
  })
  await transact(database.scope, async (tx) => {
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
  await database.db
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
  const [task] = (await listTasks(database.scope, {})).tasks
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

test('names are joined on request', async ({ database }) => {
  await addProject(database, { id: 'p', name: 'x/y' })
  await addTask(database, { id: 'c', project: 'p' })
  await addTask(database, { id: 's', parent: 'c', project: 'gone' })
  const { tasks } = await listTasks(
    database.scope,
    { only_fields: ['project.name', 'parent.name', 'parent.type', 'parent.project.name', 'user'] },
    { joined: true },
  )
  expect(tasks).toEqual([
    { id: 'c', project: { id: 'p', name: 'x/y' }, user: { id: 'u1' } },
    {
      id: 's',
      project: { id: 'gone' },
      parent: { id: 'c', name: 'task c', type: 'training', project: { id: 'p', name: 'x/y' } },
      user: { id: 'u1' },
    },
  ])
})

test('queues show their entries by rank, without those that a claim holds', async ({ database }) => {
  await addQueue(database, { id: 'q', name: 'default', tags: ['x'] })
  for (const [task, rank, attempt] of [
    ['b', 2, null],
    ['a', 3, null],
    ['held', 1, 'attempt'],
  ] as const) {
    await addTask(database, { id: task })
    await database.db
      .insertInto('queue_entry')
      .values({
        task,
        company: 'acme',
        queue: 'q',
        rank,
        added: 5,
        not_before: null,
        moved: 0,
        paused: 0,
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
  const [queue] = (await listQueues(database.scope, {}, { joined: true })).queues
  expect(queue).toMatchObject({
    id: 'q',
    tags: ['x'],
    system_tags: [],
    entries: [{ task: { id: 'b', name: 'task b' } }, { task: { id: 'a', name: 'task a' } }],
  })
  expect((await listQueues(database.scope, { max_task_entries: 1 })).queues[0]?.entries).toEqual([
    { task: 'b', added: '1970-01-01T00:00:00.005+00:00' },
  ])
  expect((await listQueues(database.scope, { id: ['q'], only_fields: ['id', 'tags'] })).queues).toEqual([{ id: 'q', tags: ['x'] }])
})
