import type { Page } from 'playwright-core'
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

/** Counts the calls of a page, by their actions. */
function callsOf(page: Page): ReadonlyMap<string, number> {
  const calls = new Map<string, number>()
  page.on('request', (request) => {
    const action = new URL(request.url()).pathname.split('/').at(-1) ?? ''
    if (request.method() === 'POST') calls.set(action, (calls.get(action) ?? 0) + 1)
  })
  return calls
}

test(
  'a page reads each thing once when it is opened, whether its stream opens after that or is open already',
  { timeout: 120_000 },
  async () => {
    const { page: first } = await logInAt(web.browser, web.world, '/queues')
    const context = first.context()
    await first.close()
    for (const tab of ['first', 'second']) {
      const page = await context.newPage()
      const calls = callsOf(page)
      await page.goto(`${web.world.webUrl}/queues`)
      await page.getByText('● live').waitFor()
      await page.getByRole('heading', { name: 'Queues' }).waitFor()
      await expect.poll(() => calls.has('queues.explain')).toBe(true)
      const before = new Map(calls)
      // What follows from the opening of the stream is read at the latest with this change.
      await web.world.api.queues.create({ name: `for the ${tab} tab` })
      await page.getByRole('link', { name: `for the ${tab} tab` }).waitFor()
      expect(calls.get('users.get_current_user')).toBe(1)
      expect([...before].filter(([, count]) => count !== 1)).toEqual([])
      expect([...calls].filter(([, count]) => count > 2)).toEqual([])
    }
  },
)

test('a change that comes between the first reading of a page and the opening of its stream is shown', { timeout: 120_000 }, async () => {
  const { page: first } = await logInAt(web.browser, web.world, '/queues')
  const page = await first.context().newPage()
  // Without a shared worker the page opens the stream itself, and the test can hold it back.
  await page.addInitScript('delete window.SharedWorker')
  const opening = Promise.withResolvers<void>()
  await page.route('**/changes.stream', (route) => opening.promise.then(() => route.continue()))
  const calls = callsOf(page)
  await page.goto(`${web.world.webUrl}/queues`)
  await page.getByText('○ connecting').waitFor()
  await page.getByRole('link', { name: 'for the first tab' }).waitFor()
  await web.world.api.queues.create({ name: 'meanwhile' })
  await first.getByRole('link', { name: 'meanwhile' }).waitFor()
  expect(await page.getByRole('link', { name: 'meanwhile' }).count()).toBe(0)
  opening.resolve()
  await page.getByRole('link', { name: 'meanwhile' }).waitFor()
  expect(calls.get('users.get_current_user')).toBe(1)
})
