import { expect, test } from 'vitest'
import { downTo, upFrom } from './legacy-shapes.ts'

const task = {
  id: 't',
  models: {
    input: [{ name: 'a', model: 'in' }],
    output: [
      { name: 'b', model: 'first' },
      { name: 'c', model: 'last' },
    ],
  },
  container: { image: 'python:3.11', arguments: '-e X=1' },
  execution: { artifacts: [] },
  output: { destination: 's3://x' },
}

test('below 2.13 a task has its models and its container in the old fields as well', () => {
  expect(downTo('2.5', 'task', { task }).task).toEqual({
    ...task,
    execution: { artifacts: [], model: 'in', docker_cmd: 'python:3.11 -e X=1' },
    output: { destination: 's3://x', model: 'last' },
  })
  for (const same of [{ id: 't' }, { id: 't', container: { arguments: '-e X=1' } }])
    expect(downTo('2.5', 'task', { tasks: [same] })).toEqual({ tasks: [same] })
  const newest = { task }
  expect(downTo('2.13', 'task', newest)).toBe(newest)
})

test('versions compare as numbers', () => {
  expect(downTo('2.9', 'task', { task }).task).toHaveProperty('execution.docker_cmd')
  expect(downTo('2.23', 'task', { task }).task).not.toHaveProperty('execution.docker_cmd')
  expect(downTo('1.9', 'task', { task }).task).toHaveProperty('execution.docker_cmd')
})

test('values in an older shape are stored in the current one', () => {
  expect(
    upFrom('2.5', 'task', {
      task: 't',
      execution: { docker_cmd: 'image  --ipc host', model: 'm', queue: 'q' },
      output: { model: '' },
    }),
  ).toEqual({
    task: 't',
    execution: { queue: 'q' },
    container: { image: 'image', arguments: '--ipc host' },
    output: {},
    models: { input: [{ name: 'Input Model', model: 'm' }], output: [] },
  })
  const newest = { execution: { docker_cmd: 'x' } }
  expect(upFrom('2.13', 'task', newest)).toBe(newest)
  expect(upFrom('2.5', undefined, newest)).toBe(newest)
})

test('below 2.9 configurations that an older client wrote are in the execution as well', () => {
  const configuration = { design: { name: 'design', type: 'legacy', value: 'layers' }, other: { name: 'other', type: 'json', value: '{}' } }
  expect(downTo('2.8', 'task', { task: { id: 't', configuration } }).task).toEqual({
    id: 't',
    configuration,
    execution: { model_desc: { design: 'layers' } },
  })
  expect(downTo('2.9', 'task', { task: { id: 't', configuration } }).task).toEqual({ id: 't', configuration })
})

test('below 2.9 parameters that an older client wrote are in the execution as well, with no section but that of TensorFlow', () => {
  const legacy = (section: string, name: string, value: string) => ({ section, name, type: 'legacy', value })
  const hyperparams = {
    Args: { lr: legacy('Args', 'lr', '0.1') },
    TF_DEFINE: { x: legacy('TF_DEFINE', 'x', 'y') },
    Other: { o: legacy('Other', 'o', '1') },
    General: { n: { section: 'General', name: 'n', type: 'int', value: '1' } },
  }
  expect(downTo('2.8', 'task', { task: { id: 't', hyperparams } }).task).toEqual({
    id: 't',
    execution: { parameters: { lr: '0.1', 'TF_DEFINE/x': 'y', o: '1' } },
    hyperparams,
  })
  const none = { id: 't', hyperparams: { General: hyperparams.General } }
  expect(downTo('2.8', 'task', { task: none }).task).toEqual(none)
})

test('below 2.3 clients send system tags among the tags', () => {
  const tags = ['mine', 'archived', 'development', 'Annotated', '-active', 'public']
  const system = ['archived', 'development', 'Annotated', '-active']
  expect(upFrom('2.2', 'task', { tags })).toEqual({ tags: ['mine', 'public'], system_tags: system })
  expect(upFrom('2.2', 'task', { tags, system_tags: [] })).toEqual({ tags: ['mine', 'public'], system_tags: system })
  expect(upFrom('2.2', 'project', { tags })).toEqual({
    tags: ['mine', 'development', 'Annotated', '-active'],
    system_tags: ['archived', 'public'],
  })
  expect(upFrom('2.2', 'model', { tags: ['mine'] })).toEqual({ tags: ['mine'], system_tags: [] })
  for (const same of [{ tags, system_tags: ['hidden'] }, { name: 'x' }, { tags: null }, { tags: 'mine' }])
    expect(upFrom('2.2', 'task', same)).toEqual(same)
  expect(upFrom('2.3', 'task', { tags })).toEqual({ tags })
  expect(downTo('2.2', 'project', { project: { id: 'p', tags: ['b'], system_tags: ['a'] } }).project.tags).toEqual(['a', 'b'])
})

test('up to 2.16 metadata is a list of its items, and below 2.3 system tags are tags', () => {
  expect(
    downTo('2.16', 'model', {
      models: [
        { id: 'm', metadata: {} },
        { id: 'n', metadata: { k: { type: 'str', value: 'v' } } },
      ],
    }).models,
  ).toEqual([
    { id: 'm', metadata: [] },
    { id: 'n', metadata: [{ key: 'k', type: 'str', value: 'v' }] },
  ])
  expect(downTo('2.17', 'queue', { queue: { id: 'q', metadata: {} } }).queue.metadata).toEqual({})
  expect(downTo('2.2', 'queue', { queues: [{ id: 'q', tags: ['b'], system_tags: ['a'] }] }).queues[0]?.tags).toEqual(['a', 'b'])
})
