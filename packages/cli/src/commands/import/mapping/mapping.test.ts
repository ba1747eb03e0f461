import { expect, test } from 'vitest'
import { addressesOfEvent, mapEvent } from './event.ts'
import { mapModel } from './model.ts'
import { projectsNamed } from './project.ts'
import { mapTask } from './task.ts'

const references = {
  from: 'http://there:8008',
  queues: new Map([['q there', 'q here']]),
  addresses: new Map([['http://there:8081/a%20b/c', 'http://here/files/a%20b/c']]),
}

test('what waits or runs there rests here, and its reason says so; other statuses stay with their reasons', () => {
  const status = (given: string) => {
    const { status: mapped, status_reason: reason } = mapTask({ id: 'x', name: 'n', status: given, status_reason: 'theirs' }, references)
    return [mapped, reason]
  }
  expect(status('queued')).toEqual(['created', 'It waited in a queue on http://there:8008 when it was imported.'])
  expect(status('in_progress')).toEqual(['stopped', 'It was running on http://there:8008 when it was imported.'])
  expect(status('unknown')).toEqual(['stopped', 'Its status was unknown on http://there:8008 when it was imported.'])
  for (const same of ['created', 'stopped', 'closed', 'failed', 'completed', 'published']) expect(status(same)).toEqual([same, 'theirs'])
})

test('a task of an older or newer server keeps what is understood: nulls, references and unknown types are no failure', () => {
  const task = mapTask(
    {
      id: 'x',
      name: 'n',
      type: 'of a later version',
      project: { id: 'p', name: 'named' },
      parent: null,
      script: { repository: null, diff: '+1' },
      created: '2026-11-23T11:51:33.123000+00:00',
      started: 'no time',
      active_duration: 61.7,
      execution: {
        queue: { id: 'q there' },
        artifacts: [
          { key: 'a', uri: 'http://there:8081/a%20b/c', hash: null },
          { key: 'b', uri: 's3://bucket/b' },
        ],
      },
      models: { input: [{ name: 'm', model: { id: 'y' } }, { name: 'none' }] },
      last_metrics: { h: { h: { metric: 'loss', variant: 'all', value: 1, min_value: null }, i: { metric: 'loss', value: 'NaN' } } },
      metric_stats: { h: { metric: 'loss', event_stats_by_type: { plot: { last_update: 5 } } } },
    },
    references,
  )
  expect(task).toMatchObject({
    type: 'custom',
    project: 'p',
    script: { diff: '+1' },
    created: Date.parse('2026-11-23T11:51:33.123Z'),
    active_duration: 61,
    execution: {
      queue: 'q here',
      artifacts: [
        { key: 'a', uri: 'http://here/files/a%20b/c' },
        { key: 'b', uri: 's3://bucket/b' },
      ],
    },
    models: { input: [{ name: 'm', model: 'y' }], output: [] },
    metrics: [{ metric: 'loss', variant: 'all', value: 1 }],
    metric_stats: [{ metric: 'loss', event_type: 'plot', last_update: 5 }],
  })
  expect(task).not.toHaveProperty('parent')
  expect(task).not.toHaveProperty('started')
})

test('what clients have stored in fields that older versions used stays there, and so do empty reports and caches', () => {
  const execution = { model: 'a name', docker_cmd: 'image -it' }
  const output = { model: 'made' }
  const task = mapTask({ id: 'x', name: 'n', execution, output, models: { input: [], output: [] }, report: '' }, references)
  expect(task).toMatchObject({ execution, output, models: { input: [], output: [] }, report: '' })
  expect(task).not.toHaveProperty('container')
  expect(mapTask({ id: 'x', name: 'n' }, references)).not.toHaveProperty('report')
  expect(mapModel({ id: 'x', name: 'n', ui_cache: {} }, references)).toMatchObject({ ui_cache: {} })
  expect(mapModel({ id: 'x', name: 'n' }, references)).not.toHaveProperty('ui_cache')
  const older = mapTask({ id: 'x', name: 'n', execution }, references)
  expect(older).toMatchObject({ container: { image: 'image', arguments: '-it' }, models: { input: [{ model: 'a name' }] } })
})

test('a model’s file and an event’s images get the addresses of their copies', () => {
  const [there, here] = ['http://there:8081/a%20b/c', 'http://here/files/a%20b/c']
  expect(mapModel({ id: 'x', name: 'n', uri: there, ready: true }, references)).toMatchObject({ uri: here, ready: true })
  const plot = { type: 'plot', task: 'x', plot_str: `{"layout":{"images":[{"source":"${there}"}]}}`, source_urls: [there] }
  expect(addressesOfEvent(plot)).toEqual([there])
  expect(mapEvent(plot, { isModel: false, addresses: references.addresses })).toEqual({
    type: 'plot',
    task: 'x',
    allow_locked: true,
    skip_validation: true,
    plot_str: `{"layout":{"images":[{"source":"${here}"}]}}`,
  })
})

test('an address that begins another one, or that a copy has, is replaced only where it stands by itself', () => {
  const addresses = new Map([
    ['http://there/a', 'http://here/1'],
    ['http://there/a.png', 'http://there/a'],
  ])
  const plot = { type: 'plot', task: 'x', plot_str: '["http://there/a.png","http://there/a"]' }
  expect(mapEvent(plot, { isModel: false, addresses })).toMatchObject({ plot_str: '["http://there/a","http://here/1"]' })
  const report = mapTask({ id: 'x', type: 'report', report: '![](http://there/a.png) ![](http://there/a)' }, { ...references, addresses })
  expect(report).toMatchObject({ report: '![](http://there/a) ![](http://here/1)' })
})

test('a named project comes with those below it, and with no other of a similar name', () => {
  const projects = ['a', 'a/b', 'a/.pipelines/p', 'ab'].map((name) => ({ name }))
  expect(projectsNamed(projects, ['a']).map(({ name }) => name)).toEqual(['a', 'a/b', 'a/.pipelines/p'])
  expect(projectsNamed(projects, [])).toEqual(projects)
})
