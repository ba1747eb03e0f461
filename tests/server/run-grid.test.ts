import { defineStep, toConfiguration } from '@clearway/engine'
import type { Api } from '@clearway/sdk/client'
import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'

const at = Date.parse('2026-11-24T09:00:00Z')
/** Neither by their lengths nor by their letters the names are in this order. */
const names = ['prepare', 'fit'] as const

/** A run of our controller in a project, whose first step has completed. */
async function aRun(api: Api, project: string, name: string) {
  const { id: run } = await api.tasks.create({ name, type: 'controller', project })
  await api.tasks.started({ task: run })
  const steps = Object.fromEntries(names.map((step) => [step, defineStep({ name: step, baseTask: 'base' })]))
  let seq = 0
  const append = async (...events: readonly object[]): Promise<void> => {
    const given = { run, expected_seq: seq, engine_version: 1, events: events.map((event) => ({ at, ...event })) }
    seq = (await api.runs.append(given)).seq
  }
  const launched = async (step: string) => {
    const { id: task } = await api.tasks.create({ name: step, type: 'training', parent: run })
    await append({ type: 'step_launched', step, attempt: 1, task })
    return task
  }
  await append({ type: 'run_started', run, definition: { name: 'p', version: '1', parameters: {}, steps } })
  const task = await launched('prepare')
  await append({ type: 'step_status', step: 'prepare', attempt: 1, task, status: 'in_progress' })
  await append({ type: 'step_status', step: 'prepare', attempt: 1, task, status: 'completed', at: at + 5000 })
  return { run, append, launched }
}

test('the last runs of a project are read by one call, with what became of each step; again only what is new', async ({ api }) => {
  const { id: project } = await api.projects.create({ name: 'grid of runs' })
  const first = await aRun(api, project, 'grid')
  const second = await aRun(api, project, 'grid #2')
  await api.tasks.create({ name: 'grid #3', type: 'controller', project })
  const { runs } = await api.runs.grid({ project })
  const steps = [
    { name: 'prepare', status: 'completed', took: 5000 },
    { name: 'fit', status: 'queued' },
  ]
  expect(runs).toMatchObject([
    { id: first.run, name: 'grid', status: 'in_progress', steps },
    { id: second.run, name: 'grid #2', status: 'in_progress', steps },
  ])
  const known = runs.map(({ mark }) => mark)
  expect((await api.runs.grid({ project, known })).runs.map(({ steps: again }) => again)).toEqual([undefined, undefined])

  // The step's task is ahead of the controller.
  const task = await second.launched('fit')
  await api.tasks.started({ task })
  const [before, changed] = (await api.runs.grid({ project, known })).runs
  expect(before).not.toHaveProperty('steps')
  expect(changed?.steps).toEqual([steps[0], { name: 'fit', status: 'running' }])
  expect((await api.runs.grid({ project, limit: 1 })).runs.map(({ id }) => id)).toEqual([second.run])
  await api.tasks.archive({ tasks: [second.run] })
  expect((await api.runs.grid({ project })).runs.map(({ id }) => id)).toEqual([first.run])
})

test('a run of ClearML’s controllers has the states and times of its steps’ tasks', async ({ api }) => {
  const ran = { created: at, last_update: at, type: 'training', status: 'completed', started: at, completed: at + 7000 } as const
  const Pipeline = toConfiguration({
    name: 'p',
    version: '1',
    parameters: {},
    steps: { load: defineStep({ name: 'load', baseTask: 'base' }) },
  })['Pipeline']
  const stored = JSON.parse(String(Pipeline?.value)) as Record<string, object>
  const dag = JSON.stringify({ load: { ...stored['load'], status: 'completed', job_id: 'task of load' } })
  await api.imports.put({
    source: 'python',
    projects: [{ id: 'python', name: 'python', created: at, last_update: at }],
    tasks: [
      { ...ran, id: 'python run', name: 'iris', type: 'controller', project: 'python', configuration: { Pipeline: { value: dag } } },
      { ...ran, id: 'task of load', name: 'load', parent: 'python run' },
    ],
  })
  const { runs } = await api.runs.grid({ project: 'python' })
  expect(runs).toMatchObject([{ id: 'python run', steps: [{ name: 'load', status: 'completed', took: 7000 }] }])
})

test('ten runs of a thousand steps take little', async ({ api }) => {
  const { id: project } = await api.projects.create({ name: 'many steps' })
  const steps = Object.fromEntries(
    Array.from({ length: 1000 }, (_, n) => [`step ${n}`, defineStep({ name: `step ${n}`, baseTask: 'base' })]),
  )
  for (let n = 0; n < 10; n += 1) {
    const { id: run } = await api.tasks.create({ name: `many ${n}`, type: 'controller', project })
    await api.tasks.started({ task: run })
    const started = { type: 'run_started', at, run, definition: { name: 'p', version: '1', parameters: {}, steps } }
    await api.runs.append({ run, expected_seq: 0, engine_version: 1, events: [started] })
  }
  const { runs } = await api.runs.grid({ project })
  expect(JSON.stringify(runs).length).toBeLessThan(600_000)
  expect(runs.map((run) => run.steps?.length)).toEqual(Array.from({ length: 10 }, () => 1000))
  const again = await api.runs.grid({ project, known: runs.map(({ mark }) => mark) })
  expect(JSON.stringify(again).length).toBeLessThan(4000)
})
