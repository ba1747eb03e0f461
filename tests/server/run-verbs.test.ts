import { replay, type RunEvent, type RunState, stepsOf } from '@clearway/engine'
import type { Api } from '@clearway/sdk/client'
import { test } from '@clearway/testkit/server-test'
import { describe, expect } from 'vitest'
import { aDraftRun, aFailedRun, aLiveRun, stepEnds } from './a-run.ts'
import { fakeAgent } from './fake-agent.ts'
import { aServerDraft, aServerRun, lookIn } from './server-run.ts'
import { aQueue, aTask, statusOf, taskOf, waitingIn } from './queued-tasks.ts'

async function stateOf(api: Api, run: string): Promise<RunState> {
  return replay((await api.runs.get({ run })).events.map(({ event }) => event as unknown as RunEvent))
}

async function stepsIn(api: Api, run: string): Promise<string> {
  return stepsOf(await stateOf(api, run))
    .map(({ definition, status }) => `${definition.name} ${status}`)
    .join(', ')
}

let made = 0
async function aPipelineProject(api: Api, name: string): Promise<{ readonly project: string; readonly above: string }> {
  made += 1
  const above = `verbs ${made}`
  const { id } = await api.projects.create({ name: `${above}/.pipelines/${name}`, system_tags: ['pipeline', 'hidden'] })
  return { above, project: id }
}

describe('a new run', () => {
  test('has the definition of the newest version, the given parameters and the next number', async ({ api }) => {
    const { project, above } = await aPipelineProject(api, 'iris')
    const first = await aFailedRun(api, { project })
    const queue = await aQueue(api)
    const started = await api.runs.start({ pipeline: { name: 'iris', project: above }, parameters: { rows: 300 }, queue })
    expect(started).toMatchObject({ run: expect.any(String) as string, name: 'iris #2', status: 'queued', queue })
    expect(started.warnings.map(({ code, step }) => [code, step])).toEqual([
      ['no_agent', undefined],
      ['no_agent', 'load'],
    ])
    const task = await taskOf(api, started.run)
    expect(task).toMatchObject({ type: 'controller', project, runtime: { version: '1.0.0', progress: '0' } })
    expect(task.hyperparams?.['Args']?.['rows']?.value).toBe('300')
    expect(await api.runs.get({ run: started.run })).toMatchObject({ seq: 0 })
    const again = await api.runs.rerun({ run: first.run, queue })
    expect(again.name).toBe('iris #3')
    expect((await taskOf(api, again.run)).hyperparams?.['Args']?.['rows']?.value).toBe('200')
    expect(await waitingIn(api, queue)).toEqual([started.run, again.run])
    expect(await statusOf(api, first.run)).toBe('failed')
  })

  test('has a number of its own, however many programs start the pipeline at once', async ({ api }) => {
    const { project } = await aPipelineProject(api, 'iris')
    const create = async () =>
      (await api.tasks.create({ name: 'iris', numbered: true, type: 'controller', project, system_tags: ['pipeline'] })).id
    const made = await Promise.all(Array.from({ length: 6 }, create))
    const [first = ''] = made
    made.push(...(await Promise.all([create(), ...[1, 2, 3].map(async () => (await api.tasks.clone({ task: first, numbered: true })).id)])))
    const names = await Promise.all(made.map(async (id) => (await taskOf(api, id)).name))
    expect(new Set(names)).toEqual(new Set(['iris', ...[2, 3, 4, 5, 6, 7, 8, 9, 10].map((number) => `iris #${number}`)]))
  })

  test('has the version of what it does, however many programs start different ones at once', async ({ api }) => {
    const { project } = await aPipelineProject(api, 'iris')
    const create = async (pipeline_hash: string) => {
      const shared = { name: 'iris', type: 'controller' as const, project, system_tags: ['pipeline'], versioned: true }
      const configuration = { 'Pipeline.clearway': { type: 'json', value: '{"version":"1.0.0","steps":{}}' } }
      const task = await taskOf(api, (await api.tasks.create({ ...shared, runtime: { pipeline_hash }, configuration })).id)
      const version = String(task.runtime?.['version'])
      expect(task.hyperparams?.['properties']?.['version']?.value).toBe(version)
      expect(task.configuration?.['Pipeline.clearway']?.value).toBe(`{"version":"${version}","steps":{}}`)
      return version
    }
    const versions = await Promise.all(['a', 'b', 'c', 'd'].map(create))
    expect(versions.toSorted()).toEqual(['1.0.0', '1.0.1', '1.0.2', '1.0.3'])
    const last = ['a', 'b', 'c', 'd'][versions.indexOf('1.0.3')] ?? ''
    expect([await create(last), await create('e'), await create('a')]).toEqual(['1.0.3', '1.0.4', '1.0.5'])
  })

  test('is refused by name, and nothing is made', async ({ api }) => {
    const { project, above } = await aPipelineProject(api, 'one')
    const { project: other } = await aPipelineProject(api, 'one')
    const { run } = await aFailedRun(api, { project })
    await aFailedRun(api, { project: other })
    const count = async () => (await api.tasks.get_all({ project: [project], search_hidden: true })).tasks.length
    const before = await count()
    await expect(api.runs.start({ pipeline: { name: 'one' } })).rejects.toMatchObject({
      code: 'ambiguous_pipeline',
      details: { field: 'pipeline.project' },
    })
    await expect(api.runs.start({ pipeline: { name: 'none' } })).rejects.toMatchObject({ code: 'pipeline_not_found' })
    await expect(api.runs.start({ pipeline: { name: 'one', project: above }, version: '9' })).rejects.toMatchObject({
      code: 'pipeline_not_found',
      details: { version: '9' },
    })
    await expect(api.runs.start({})).rejects.toMatchObject({ code: 'missing_fields' })
    await expect(api.runs.rerun({ run: await aTask(api) })).rejects.toMatchObject({ code: 'not_a_run' })
    await expect(api.runs.rerun({ run, queue: 'nowhere' })).rejects.toMatchObject({ code: 'queue_not_found' })
    expect(await count()).toBe(before)
  })
})

describe('what would keep a run from its end', () => {
  test('is refused at once, before anything is made', async ({ api }) => {
    const { project } = await aPipelineProject(api, 'wrong')
    const { run, definition } = await aFailedRun(api, { project })
    await api.tasks.delete({ task: definition.steps['load']?.baseTask ?? '', force: true })
    await expect(api.runs.rerun({ run, parameters: { rosw: 1, rows: 'many' } })).rejects.toMatchObject({
      code: 'invalid_pipeline',
      details: {
        faults: [
          { code: 'unknown_parameter', field: 'parameters.rosw', cure: 'Give one of rows.' },
          { code: 'bad_parameter', field: 'parameters.rows' },
          { code: 'base_task_not_found', step: 'load' },
          { code: 'base_task_not_found', step: 'train' },
        ],
      },
    })
    expect((await api.tasks.get_all({ project: [project], search_hidden: true })).tasks).toHaveLength(1)

    // The failed step runs its own task again, which needs no base task; a step that had completed needs it.
    expect((await api.runs.retry({ run, queue: await aQueue(api) })).steps).toEqual(['train'])
    const other = await aFailedRun(api)
    await api.tasks.delete({ task: other.definition.steps['load']?.baseTask ?? '', force: true })
    const faults = [{ code: 'base_task_not_found', step: 'load' }]
    await expect(api.runs.retry({ run: other.run, from: 'load' })).rejects.toMatchObject({ details: { faults } })
    expect(await stepsIn(api, other.run)).toBe('load completed, train failed')
  })

  test('is refused when a stopped run is resumed, and when the server is to drive it', async ({ api }) => {
    const live = await aLiveRun(api, [stepEnds('load', 'completed')])
    const stepQueue = live.definition.steps['train']?.queue ?? ''
    await api.runs.stop({ run: live.run })
    await api.queues.delete({ queue: stepQueue, force: true })
    const fault = { code: 'queue_not_found', step: 'train', field: 'queue' }
    await expect(api.runs.resume({ run: live.run })).rejects.toMatchObject({ code: 'invalid_pipeline', details: { faults: [fault] } })
    const { run, definition } = await aDraftRun(api, { driver: 'server' })
    await api.tasks.delete({ task: definition.steps['load']?.baseTask ?? '', force: true })
    await expect(api.tasks.enqueue({ task: run })).rejects.toMatchObject({
      code: 'invalid_pipeline',
      details: { faults: [{ code: 'base_task_not_found', step: 'load' }, { step: 'train' }] },
    })
    expect(await statusOf(api, run)).toBe('created')
  })
})

describe('a retry', () => {
  test('begins anew what failed, with other parameters, in the same run', async ({ api }) => {
    const { run, queue } = await aFailedRun(api)
    const retried = await api.runs.retry({ run, parameters: { rows: 300 }, queue })
    expect(retried).toMatchObject({ run, status: 'queued', queue, steps: ['train'] })
    expect(await stepsIn(api, run)).toBe('load completed, train queued')
    const state = await stateOf(api, run)
    expect(state).toMatchObject({ status: 'running', startedAt: 1000, pipeline: { parameters: { rows: { value: 300 } } } })
    expect((await taskOf(api, run)).hyperparams?.['Args']?.['rows']?.value).toBe('300')
  })

  test('begins at a step, also of a run that completed, and with new code', async ({ api }) => {
    const { run, queue } = await aLiveRun(api, [stepEnds('load', 'completed'), stepEnds('train', 'completed')])
    await api.tasks.completed({ task: run })
    await expect(api.runs.retry({ run })).rejects.toMatchObject({ code: 'nothing_to_retry' })
    await expect(api.runs.retry({ run, from: 'tarin' })).rejects.toMatchObject({
      code: 'step_not_found',
      details: { field: 'from', steps: ['load', 'train'] },
    })
    await expect(api.runs.retry({ run, from: 'load', base_tasks: { load: 'f'.repeat(32) } })).rejects.toMatchObject({
      code: 'task_not_found',
    })
    const base = await aTask(api)
    expect(await api.runs.retry({ run, from: 'load', base_tasks: { load: base }, queue })).toMatchObject({
      steps: ['load'],
      status: 'queued',
    })
    expect(await stepsIn(api, run)).toBe('load queued, train pending')
    expect(stepsOf(await stateOf(api, run))[0]?.definition.baseTask).toBe(base)
  })

  test('of a live run is refused for a step that has not ended, for new code, and while its end is being reported', async ({ api }) => {
    const { run } = await aLiveRun(api, [stepEnds('load', 'completed')])
    await expect(api.runs.retry({ run, from: 'train' })).rejects.toMatchObject({ code: 'run_refused', details: { why: 'step_not_ended' } })
    await expect(api.runs.retry({ run, program: await aTask(api) })).rejects.toMatchObject({ code: 'run_live' })
    const ending = await aLiveRun(api, [stepEnds('load', 'failed')])
    await expect(api.runs.retry({ run: ending.run })).rejects.toMatchObject({ code: 'run_live' })
  })

  test('of one of ClearML’s own controllers enqueues it in its generation', async ({ api }) => {
    const { run, queue } = await aDraftRun(api)
    await expect(api.runs.retry({ run })).rejects.toMatchObject({ code: 'run_live' })
    await api.tasks.started({ task: run })
    await api.tasks.failed({ task: run })
    await expect(api.runs.retry({ run, from: 'nothing' })).rejects.toMatchObject({ code: 'step_not_found' })
    await expect(api.runs.retry({ run, base_tasks: { load: await aTask(api) } })).rejects.toMatchObject({
      code: 'run_refused',
      details: { field: 'base_tasks' },
    })
    expect(await api.runs.retry({ run, from: 'load', queue })).toMatchObject({ status: 'queued', steps: ['load', 'train'] })
    expect(await waitingIn(api, queue)).toEqual([run])
  })
})

describe('a pause', () => {
  test('keeps steps and inner runs from being claimed, and says so, until the run is resumed', async ({ api }) => {
    const { run, definition } = await aLiveRun(api)
    const queue = definition.steps['load']!.queue!
    const key = { run, step: 'load', attempt: 1 }
    const { task } = await api.tasks.launch({ key, base_task: definition.steps['load']!.baseTask!, name: 'load', queue })
    const inner = await api.tasks.launch({ key: { ...key, step: 'inner' }, name: 'inner run', type: 'controller', queue })
    expect(await api.runs.pause({ run, reason: 'no power' })).toMatchObject({ run, status: 'in_progress', paused: [run, inner.task] })
    expect((await api.runs.pause({ run })).paused).toEqual([])
    expect((await stateOf(api, run)).paused).toMatchObject({ reason: 'no power' })
    const isListedAsPaused = async () =>
      (await api.tasks.get_all({ id: [run], search_hidden: true, only_fields: ['paused'] })).tasks.map(({ paused }) => paused)
    expect(await isListedAsPaused()).toEqual([true])
    const later = await api.tasks.launch({ key: { ...key, step: 'later' }, name: 'later', queue })
    const agent = fakeAgent(api, 'kept off', { queues: [queue], light: 'own' })
    expect((await agent.claim()).leases).toEqual([])
    expect((await api.tasks.explain({ task })).wait).toMatchObject({
      reason: 'paused',
      text: 'Its run is paused.',
      cures: [{ kind: 'resume_run', on_request: true, task: { id: run } }],
    })
    const claimed = agent.claim({ wait: 20 })
    expect(await api.runs.resume({ run })).toMatchObject({ status: 'in_progress', steps: [] })
    expect((await claimed).leases.map((lease) => lease.task)).toEqual([task, inner.task])
    expect((await stateOf(api, run)).paused).toBeUndefined()
    expect(await isListedAsPaused()).toEqual([undefined])
    expect((await waitingIn(api, queue)).includes(later.task)).toBe(true)
    await api.runs.pause({ run })
    expect((await api.tasks.cure({ task: later.task, cure: 'resume_run' })).text).toMatch(/^The run ‘.*’ goes on\.$/)
    expect((await stateOf(api, run)).paused).toBeUndefined()
  })

  test('holds inner runs that begin while it lasts', async ({ api }) => {
    const { run, queue } = await aLiveRun(api)
    const stopped = await api.tasks.launch({ key: { run, step: 'load', attempt: 1 }, name: 'stopped', type: 'controller', queue })
    await api.runs.pause({ run })
    await api.runs.stop({ run: stopped.task })
    await api.tasks.enqueue({ task: stopped.task, queue })
    const driven = await aServerDraft(api, [{ name: 'innermost' }])
    const inner = await api.tasks.launch({ key: { run, step: 'train', attempt: 1 }, base_task: driven.run, queue })
    const agent = fakeAgent(api, 'holding', { queues: [queue, driven.queue], light: 'own' })
    expect((await agent.claim()).leases).toEqual([])
    await api.runs.resume({ run })
    expect((await agent.claim({ wait: 20 })).leases.map(({ task }) => task)).toEqual([
      await lookIn(api, inner.task).task('innermost'),
      stopped.task,
    ])
  })

  test('explains a step that has no task yet, by the draft of its name', async ({ api }) => {
    const { project } = await aPipelineProject(api, 'iris')
    const { run, definition } = await aLiveRun(api, [], { project })
    const draft = definition.steps['load']!.baseTask!
    await api.tasks.move({ ids: [draft], project })
    expect((await api.tasks.explain({ task: draft })).text).toBe(
      'It is the draft of the step ‘load’: the run ‘iris’ has not started it yet.',
    )
    await api.runs.pause({ run })
    expect(await api.tasks.explain({ task: draft })).toMatchObject({
      text: 'It is the draft of the step ‘load’: the run ‘iris’ is paused, and starts no further steps until it is resumed.',
      wait: { reason: 'paused', cures: [{ kind: 'resume_run', command: `clearway pipeline resume ${run}` }] },
    })
    await api.runs.stop({ run })
    await api.tasks.stopped({ task: run, force: true })
    expect((await api.tasks.explain({ task: draft })).text).toBe('It is a draft: it is on no queue.')
  })

  test('of a run that holds a slot frees it', async ({ api }) => {
    const { run, queue } = await aDraftRun(api)
    await api.tasks.enqueue({ task: run, queue })
    const agent = fakeAgent(api, 'only slot', { queues: [queue] })
    await agent.start(await agent.claimOne())
    await api.runs.pause({ run })
    await expect.poll(() => statusOf(api, run), { timeout: 20_000 }).toBe('queued')
    expect((await agent.claim()).leases).toEqual([])
    await expect(api.runs.resume({ run, queue: await aQueue(api) })).rejects.toMatchObject({
      code: 'run_refused',
      details: { field: 'queue', reason: 'A paused run goes on where it is: leave out the queue.' },
    })
    await api.runs.resume({ run })
    await api.queues.move_task_to_front({ queue, task: run })
  })

  test('of a run that has not begun or has ended is refused, and so is resuming one that runs', async ({ api }) => {
    const { run } = await aFailedRun(api)
    await expect(api.runs.pause({ run })).rejects.toMatchObject({ code: 'run_not_live', details: { status: 'failed' } })
    await expect(api.runs.pause({ run: (await aDraftRun(api)).run })).rejects.toMatchObject({ code: 'run_not_live' })
    await expect(api.runs.resume({ run })).rejects.toMatchObject({ code: 'nothing_to_resume' })
    await expect(api.runs.resume({ run: (await aLiveRun(api)).run })).rejects.toMatchObject({ code: 'run_live' })
  })
})

describe('a stop', () => {
  test('is kept with its reason, and a stopped run goes on with what the stop ended', async ({ api }) => {
    const { run, definition, queue } = await aLiveRun(api, [stepEnds('load', 'completed')])
    const { queue: stepQueue = '', baseTask = '' } = definition.steps['train']!
    const { task } = await api.tasks.launch({
      key: { run, step: 'train', attempt: 1 },
      base_task: baseTask,
      name: 'train',
      queue: stepQueue,
    })
    await api.runs.pause({ run })
    expect(await api.runs.stop({ run, reason: 'wrong data' })).toMatchObject({ run, status: 'stopped', stopping: false, had_ended: false })
    const first = await taskOf(api, run)
    expect(await statusOf(api, task)).toBe('stopped')
    expect(await api.runs.stop({ run, reason: 'again' })).toMatchObject({ status: 'stopped', had_ended: true })
    expect(await taskOf(api, run)).toMatchObject({ status_reason: 'wrong data', completed: first.completed })

    expect(await api.runs.resume({ run, queue })).toMatchObject({ status: 'queued', steps: ['train'] })
    const state = await stateOf(api, run)
    expect([state.status, await stepsIn(api, run)]).toEqual(['running', 'load completed, train queued'])
    const agent = fakeAgent(api, 'goes on', { queues: [queue], light: 'own' })
    expect((await agent.claimOne()).task).toBe(run)
  })

  test('of a run whose controller has failed stops the steps that it left, and a resume begins them anew', async ({ api }) => {
    const { run, definition, queue } = await aLiveRun(api)
    const { queue: stepQueue = '', baseTask = '' } = definition.steps['load']!
    const step = { base_task: baseTask, queue: stepQueue }
    const running = await api.tasks.launch({ key: { run, step: 'load', attempt: 1 }, ...step })
    const agent = fakeAgent(api, 'left behind', { queues: [stepQueue] })
    const lease = await agent.claimOne()
    await agent.start(lease)
    const queued = await api.tasks.launch({ key: { run, step: 'other', attempt: 1 }, ...step })
    const clone = (await api.tasks.clone({ task: run })).id
    await api.tasks.enqueue({ task: clone, queue })
    await api.tasks.failed({ task: run, status_reason: 'worker lost' })
    const asked = { status: 'failed', had_ended: true, stopping: true, stopped: [running.task, queued.task] }
    expect(await api.runs.stop({ run })).toMatchObject(asked)
    expect(await taskOf(api, run)).toMatchObject({ status: 'failed', status_reason: 'worker lost' })
    expect([await statusOf(api, queued.task), await statusOf(api, clone)]).toEqual(['stopped', 'queued'])
    await expect(api.runs.resume({ run })).rejects.toMatchObject({ code: 'run_live', details: { task: running.task } })
    await agent.end(lease, 'stopped')
    expect(await api.runs.stop({ run })).toMatchObject({ had_ended: true, stopping: false, stopped: [] })
    expect(await api.runs.resume({ run, queue })).toMatchObject({ status: 'queued', steps: ['load'] })
    expect(await stepsIn(api, run)).toBe('load queued, train pending')
  })

  test('of a paused run with an inner run ends both pauses', async ({ api }) => {
    const inner = await aServerDraft(api, [{ name: 'innermost' }])
    const { run } = await aServerRun(api, [{ name: 'inner', baseTask: inner.run }])
    const agent = fakeAgent(api, 'of the inner', { queues: [inner.queue] })
    await api.runs.pause({ run })
    await api.runs.stop({ run })
    await expect.poll(() => statusOf(api, run)).toBe('stopped')
    expect(await api.runs.resume({ run })).toMatchObject({ status: 'in_progress', steps: ['inner'] })
    const lease = await agent.claimOne()
    await agent.start(lease)
    await agent.end(lease)
    await expect.poll(() => statusOf(api, run)).toBe('completed')
  })

  test('ends the pause of the inner run alone', async ({ api }) => {
    const { run, queue } = await aLiveRun(api)
    const inner = await api.tasks.launch({ key: { run, step: 'load', attempt: 1 }, name: 'inner', type: 'controller', queue })
    await api.runs.pause({ run: inner.task })
    await api.runs.stop({ run })
    await api.runs.resume({ run, queue })
    const agent = fakeAgent(api, 'of the one inner', { queues: [queue], light: 'own' })
    await agent.start(await agent.claimOne())
    await api.tasks.launch({ key: { run, step: 'load', attempt: 2 }, again: inner.task, queue })
    expect((await agent.claimOne()).task).toBe(inner.task)
  })
})

test('a clone of a live run is no part of it: it is not paused, stopped, archived or deleted with it', async ({ api }) => {
  const { project } = await aPipelineProject(api, 'cloned')
  const { run, queue } = await aLiveRun(api, [], { project })
  const [before, during] = await Promise.all([1, 2].map(async () => (await api.tasks.clone({ task: run })).id))
  expect((await taskOf(api, before!)).parent).toBe(run)
  await api.tasks.enqueue({ task: before!, queue })
  expect((await api.runs.pause({ run })).paused).toEqual([run])
  await api.tasks.enqueue({ task: during!, queue })
  const agent = fakeAgent(api, 'of the clones', { queues: [queue], light: 'own' })
  expect((await agent.claim()).leases.map(({ task }) => task)).toEqual([before, during])
  // One that a program of ClearML's started, which is no attempt here.
  const inner = await aTask(api, 'controller', { project, parent: run, script: { entry_point: 'inner.py' } })
  await api.tasks.enqueue({ task: inner, queue })
  expect((await api.runs.stop({ run })).stopped).toEqual([inner])
  await api.tasks.archive({ tasks: [run], include_pipeline_steps: true })
  await api.tasks.delete({ task: run, include_pipeline_steps: true })
  for (const clone of [before!, during!]) expect(await taskOf(api, clone)).toMatchObject({ status: 'queued', system_tags: ['pipeline'] })
})

test('a run that fails while it is paused goes on without the pause', async ({ api }) => {
  const { run, definition, queue } = await aLiveRun(api)
  const { queue: stepQueue = '', baseTask = '' } = definition.steps['load']!
  const { task } = await api.tasks.launch({ key: { run, step: 'load', attempt: 1 }, base_task: baseTask, queue: stepQueue })
  const inner = await api.tasks.launch({ key: { run, step: 'train', attempt: 1 }, name: 'inner', type: 'controller', queue: stepQueue })
  await api.runs.pause({ run })
  await api.tasks.failed({ task: run })
  await api.runs.resume({ run, queue })
  expect((await stateOf(api, run)).paused).toBeUndefined()
  const agent = fakeAgent(api, 'after a failure', { queues: [stepQueue], light: 'own' })
  expect((await agent.claim({ wait: 20 })).leases.map((lease) => lease.task)).toEqual([task, inner.task])
})

test('an inner run goes on where it failed if the step that it is is tried again', async ({ api }) => {
  const { run: outer } = await aLiveRun(api)
  const { run } = await aFailedRun(api)
  const queue = await aQueue(api)
  await api.tasks.launch({ key: { run: outer, step: 'inner', attempt: 2 }, again: run, queue })
  expect(await stepsIn(api, run)).toBe('load completed, train queued')
})

test('a run that the server drives is paused, resumed, stopped and retried by the same calls', async ({ api }) => {
  const { run, definition, queue } = await aDraftRun(api, { driver: 'server' })
  const stepQueue = definition.steps['load']?.queue ?? ''
  const agent = fakeAgent(api, 'of the driven', { queues: [stepQueue] })
  await api.tasks.enqueue({ task: run, queue })
  const first = await agent.claimOne({ wait: 20 })
  await agent.start(first)
  await api.runs.pause({ run })
  await agent.end(first)
  await expect.poll(() => stepsIn(api, run)).toBe('load completed, train pending')
  await api.runs.resume({ run })
  const train = await agent.claimOne({ wait: 20 })
  await agent.start(train)
  await agent.end(train, 'failed')
  await expect.poll(() => statusOf(api, run)).toBe('failed')
  const { startedAt } = await stateOf(api, run)

  expect(await api.runs.retry({ run, parameters: { rows: 300 } })).toMatchObject({ status: 'in_progress', steps: ['train'] })
  const again = await agent.claimOne({ wait: 20 })
  expect(again.task).toBe(train.task)
  expect((await taskOf(api, again.task)).hyperparams?.['Args']?.['rows']?.value).toBe('300')
  expect(await api.runs.stop({ run, reason: 'enough' })).toMatchObject({ run })
  await expect.poll(() => statusOf(api, run)).toBe('stopped')
  expect(await api.runs.resume({ run })).toMatchObject({ status: 'in_progress', steps: ['train'] })
  const last = await agent.claimOne({ wait: 20 })
  await agent.start(last)
  await agent.end(last)
  await expect.poll(() => statusOf(api, run)).toBe('completed')
  expect((await stateOf(api, run)).startedAt).toBe(startedAt)
})
