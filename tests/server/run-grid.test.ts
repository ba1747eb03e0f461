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

test('a run names the tasks of its steps that are in other projects, until they have ended', async ({ api }) => {
  const [here, there] = [(await api.projects.create({ name: 'runs' })).id, (await api.projects.create({ name: 'work' })).id]
  const [inside, outside] = [
    (await api.tasks.create({ name: 'inside', type: 'training', project: here })).id,
    (await api.tasks.create({ name: 'outside', type: 'training', project: there })).id,
  ]
  const dag = { inside: { job_id: inside }, outside: { job_id: outside }, later: { parents: ['outside'] } }
  const configuration = { Pipeline: { value: JSON.stringify(dag) } }
  const { id: run } = await api.tasks.create({ name: 'spread', type: 'controller', project: here, configuration })
  await api.tasks.started({ task: run })
  await api.tasks.started({ task: outside })
  expect((await api.runs.grid({ project: here })).runs).toMatchObject([{ id: run, elsewhere: [outside] }])
  await api.tasks.completed({ task: outside })
  expect((await api.runs.grid({ project: here })).runs[0]?.elsewhere).toBeUndefined()
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

test('pipelines are read by one call, with their last runs, how these ended, how long they took, and when a schedule starts them', async ({
  api,
}) => {
  const folder = async (name: string) =>
    (await api.projects.create({ name: `summed/.pipelines/${name}`, system_tags: ['pipeline', 'hidden'] })).id
  const [iris, churn, unused] = [await folder('iris'), await folder('churn'), await folder('unused')]
  // `summed/.pipelines/team` is made with it, and is no pipeline; neither is a project with a similar name.
  const below = await folder('team/churn')
  await api.projects.create({ name: 'summed/not.pipelines/one' })
  const run = (project: string, number: number, took: number, status: 'completed' | 'failed' | 'stopped' = 'completed') => ({
    id: `${project} ${number}`,
    name: `a pipeline #${number}`,
    type: 'controller' as const,
    project,
    status,
    system_tags: ['pipeline'],
    runtime: { version: `1.${number}` },
    created: at + number,
    last_update: at,
    started: at,
    completed: at + took,
  })
  const tasks = [
    ...Array.from({ length: 52 }, (_, n) => run(iris, n + 1, 10_000 + 100 * n)),
    run(iris, 53, 1, 'failed'),
    run(iris, 54, 900_000, 'stopped'),
    run(churn, 1, 7000),
    { ...run(iris, 55, 1), type: 'training' as const },
  ]
  await api.imports.put({ source: 'summed', projects: [], tasks: tasks.map((task) => ({ ...task, project: undefined })) as never })
  for (const project of [iris, churn])
    await api.tasks.move({ ids: tasks.filter((one) => one.project === project).map(({ id }) => id), project })
  const { id: draft } = await api.tasks.create({ name: 'a draft', type: 'controller', project: iris, system_tags: ['pipeline'] })
  const hourly = { every_seconds: 3600, from: '2099-01-01T10:00:00Z' }
  const sooner = { ...hourly, from: '2099-01-01T09:00:00Z' }
  await api.schedules.create({ name: 'a clone', start: { task: draft }, ...sooner })
  await api.schedules.create({ name: 'later', start: { task: draft }, ...hourly })
  await api.schedules.create({ name: 'paused', start: { task: `${churn} 1` }, ...sooner, enabled: false })

  const { pipelines, total } = await api.runs.pipelines({ page_size: 100 })
  const mine = pipelines.filter(({ name }) => name.startsWith('summed/'))
  expect(mine.map(({ runs, ...rest }) => ({ ...rest, runs: runs.map(({ id }) => id) }))).toEqual([
    {
      project: churn,
      name: 'summed/.pipelines/churn',
      version: '1.1',
      ended: 1,
      completed: 1,
      failed: 0,
      median: 7000,
      spread: 0,
      runs: [`${churn} 1`],
    },
    {
      project: iris,
      name: 'summed/.pipelines/iris',
      version: '1.54',
      // The last fifty: of those that completed, the first four are older.
      ended: 50,
      completed: 48,
      failed: 1,
      median: 12_800,
      spread: 1200,
      next: '2099-01-01T09:00:00.000+00:00',
      runs: Array.from({ length: 10 }, (_, n) => `${iris} ${45 + n}`),
    },
    { project: below, name: 'summed/.pipelines/team/churn', ended: 0, completed: 0, failed: 0, runs: [] },
    { project: unused, name: 'summed/.pipelines/unused', ended: 0, completed: 0, failed: 0, runs: [] },
  ])
  expect(mine[1]?.runs.at(-2)).toMatchObject({ name: 'a pipeline #53', status: 'failed', completed: '2026-11-24T09:00:00.001+00:00' })

  const paged = await api.runs.pipelines({ page: total - 1, page_size: 1, runs: 1 })
  expect(paged).toMatchObject({ pipelines: [{ project: pipelines.at(-1)?.project }], total: pipelines.length })
  const mineIn = async (order: 'name' | 'newest' | 'failing' | 'slowest' | 'next', text = 'summed') =>
    (await api.runs.pipelines({ page_size: 100, order, text })).pipelines.map(({ project }) => project)
  expect(await mineIn('newest')).toEqual([iris, churn, below, unused])
  expect(await mineIn('failing')).toEqual([iris, churn, below, unused])
  expect(await mineIn('slowest')).toEqual([iris, churn, below, unused])
  expect(await mineIn('next')).toEqual([iris, churn, below, unused])
  expect(await mineIn('name', 'MED/CHU')).toEqual([churn])
  expect(await api.runs.pipelines({ order: 'failing', text: 'summed', page: 1, page_size: 1, runs: 1 })).toMatchObject({
    pipelines: [{ project: churn, runs: [{ id: `${churn} 1` }] }],
    total: 4,
  })
  await api.tasks.archive({ tasks: [`${iris} 54`] })
  const again = (await api.runs.pipelines({ runs: 1 })).pipelines.find(({ project }) => project === iris)
  expect(again).toMatchObject({ version: '1.53', ended: 50, completed: 49, runs: [{ id: `${iris} 53` }] })
})
