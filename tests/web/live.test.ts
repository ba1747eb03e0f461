import { expect, test } from 'vitest'
import { logInAt } from './browser.ts'
import { openWeb } from './web-test.ts'

const web = openWeb()

test(
  'the page of a pipeline is read again only if a run of it changes, or a step of one, whatever its project',
  { timeout: 120_000 },
  async () => {
    const { api } = web.world
    const [pipeline, work] = [(await api.projects.create({ name: 'pipeline' })).id, (await api.projects.create({ name: 'work' })).id]
    const { id: step } = await api.tasks.create({ name: 'step', type: 'training', project: work })
    const other = (await api.tasks.create({ name: 'of no run', type: 'training', project: work })).id
    const configuration = { Pipeline: { value: JSON.stringify({ fit: { job_id: step } }) } }
    const { id: run } = await api.tasks.create({ name: 'one run', type: 'controller', project: pipeline, configuration })
    await api.tasks.started({ task: run })
    const { page, faults } = await logInAt(web.browser, web.world, `/pipelines/${pipeline}`)
    const cell = (state: string) => page.getByRole('link', { name: new RegExp(`^fit in .*: ${state}`) })
    await cell('queued').waitFor()
    const tasks = await page.context().newPage()
    await tasks.goto(`${web.world.webUrl}/tasks`)
    await tasks.getByRole('row', { name: /of no run/ }).waitFor()
    // The pages share one stream: what one of them shows, the other has been told.
    const seen = (state: string): Promise<void> => tasks.getByRole('row', { name: new RegExp(`${state} of no run`) }).waitFor()
    let readings = 0
    page.on('request', (request) => void (readings += request.url().endsWith('/runs.grid') ? 1 : 0))
    await api.tasks.started({ task: other })
    await seen('running')
    await api.tasks.completed({ task: other })
    await seen('completed')
    expect(readings).toBe(0)
    await api.tasks.started({ task: step })
    await cell('running').waitFor()
    await api.tasks
      .create({ name: 'another run', type: 'controller', project: pipeline, configuration })
      .then(({ id }) => api.tasks.started({ task: id }))
    await page.getByTitle('another run').waitFor()
    expect(faults).toEqual([])
  },
)
