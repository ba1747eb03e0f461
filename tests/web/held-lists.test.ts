import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { logInAt } from './browser.ts'
import { atRest } from './page-checks.ts'
import { openWeb } from './web-test.ts'

const web = openWeb()
const begin = { timeout: 120_000 }

/** The texts of links in a list, from its first row on. */
const linksIn = (list: Locator): Promise<string[]> => list.getByRole('listitem').getByRole('link').allInnerTexts()

/** Where an element is in the window. */
const placeOf = async (element: Locator): Promise<number | undefined> => (await element.boundingBox())?.y

/** A pipeline’s run that goes on, with steps of these names, none of which has begun. */
async function aRun(name: string, steps: readonly string[]): Promise<{ readonly run: string; readonly tasks: readonly string[] }> {
  const { api } = web.world
  const tasks: string[] = []
  for (const step of steps) tasks.push((await api.tasks.create({ name: `step ${step}`, type: 'training' })).id)
  const nodes = steps.map((step, index) => [step, { job_id: tasks[index], parents: [] }])
  const configuration = { Pipeline: { value: JSON.stringify(Object.fromEntries(nodes)) } }
  const { id: run } = await api.tasks.create({ name, type: 'controller', configuration })
  await api.tasks.started({ task: run })
  return { run, tasks }
}

test('entries of a queue stay under the pointer while others come and go, and what one does oneself is shown at once', begin, async () => {
  const { api } = web.world
  const { id: queue } = await api.queues.create({ name: 'held' })
  const enqueue = async (name: string): Promise<string> => {
    const { id: task } = await api.tasks.create({ name: `job-${name}`, type: 'training', script: { diff: 'true' } })
    await api.tasks.enqueue({ task, queue })
    return task
  }
  const [first] = [await enqueue('a'), await enqueue('b'), await enqueue('c')]
  const { page, faults } = await logInAt(web.browser, web.world, '/queues')
  const card = page.getByRole('region', { name: 'Queue held' })
  const order = async (): Promise<string> => (await linksIn(card)).join('').replaceAll('job-', '')
  await expect.poll(order).toBe('abc')
  const row = (name: string): Locator => card.getByRole('listitem').filter({ has: page.getByRole('link', { name: `job-${name}` }) })
  await row('b').hover()
  await api.queues.move_task_to_front({ queue, task: await enqueue('d') })
  await api.tasks.dequeue({ task: first })
  await card.getByRole('button', { name: '1 new' }).waitFor()
  // It has left the queue, and its row says so.
  await expect.poll(() => row('a').evaluate((element) => element.matches('[inert]'))).toBe(true)
  await row('b').getByText('2', { exact: true }).waitFor()
  expect(await order()).toBe('abc')
  await row('b').getByRole('button', { name: 'To the back: job-b' }).click()
  await expect.poll(order).toBe('dcb')
  await row('c').hover()
  await api.queues.move_task_to_front({ queue, task: await enqueue('e') })
  // By a key: the way of the pointer to a button that has just moved may lead out of the list.
  await card.getByRole('button', { name: '1 new' }).press('Enter')
  await expect.poll(order).toBe('edcb')
  await api.queues.move_task_to_back({ queue, task: await enqueue('f') })
  await page.getByRole('heading', { name: 'Queues' }).click()
  await expect.poll(order).toBe('edcbf')
  expect(faults).toEqual([])
})

test('lines of pipelines and the bars of their runs stay under the pointer', begin, async () => {
  const { api } = web.world
  const addRun = async (project: string, name: string): Promise<void> => {
    const { id: task } = await api.tasks.create({ name, type: 'controller', project, system_tags: ['pipeline'] })
    await api.tasks.started({ task })
  }
  const addPipeline = async (name: string): Promise<string> => {
    const { id } = await api.projects.create({ name: `lines/.pipelines/${name}`, system_tags: ['pipeline', 'hidden'] })
    await addRun(id, `${name} #1`)
    return id
  }
  const [middle] = [await addPipeline('m'), await addPipeline('z')]
  const { page, faults } = await logInAt(web.browser, web.world, '/pipelines')
  const lines = page.getByRole('region', { name: 'Pipelines' })
  const names = (): Promise<string[]> => lines.locator('.pipeline-name a').allInnerTexts()
  await expect.poll(names).toEqual(['m', 'z'])
  const bar = lines.getByRole('group', { name: 'Last runs of m' }).getByRole('link', { name: '#1' })
  await bar.hover()
  const table = page.getByRole('table', { name: 'Runs' })
  const places = async () => [await bar.boundingBox(), await placeOf(table)]
  const before = await atRest(page, places)
  await addRun(middle, 'm #2')
  await addPipeline('a')
  await lines.getByRole('button', { name: '1 new' }).waitFor()
  expect(await names()).toEqual(['m', 'z'])
  expect(await places()).toEqual(before)
  // A line that came in would move the rows below as well.
  await table.getByRole('row', { name: /z #1/ }).hover()
  expect(await names()).toEqual(['m', 'z'])
  await page.getByRole('navigation', { name: 'Pages' }).hover()
  await expect.poll(names).toEqual(['a', 'm', 'z'])
  await lines.getByRole('link', { name: '#2' }).waitFor()
  expect(faults).toEqual([])
})

test('the rows of Home stay under the pointer while what is above them changes', begin, async () => {
  const { api } = web.world
  const { run } = await aRun('long run', ['fit'])
  const { page, faults } = await logInAt(web.browser, web.world, '/')
  const section = (name: string): Locator => page.getByRole('region', { name, exact: true })
  const row = section('Running').getByRole('listitem').filter({ hasText: 'long run' })
  // What is above the row has been read.
  await section('Needs you').waitFor()
  await page.locator('.since').waitFor()
  await row.hover()
  const before = await atRest(page, () => placeOf(row))
  const { id: failed } = await api.tasks.create({ name: 'broken', type: 'training' })
  await api.tasks.started({ task: failed })
  await api.tasks.failed({ task: failed, status_message: 'out of memory' })
  await aRun('later run', ['fit'])
  await section('Needs you').getByRole('button', { name: '1 new' }).waitFor()
  await section('Running').getByRole('button', { name: '1 new' }).waitFor()
  await api.tasks.completed({ task: run })
  await expect.poll(() => row.evaluate((element) => element.matches('[inert]'))).toBe(true)
  expect(await placeOf(row)).toBe(before)
  await section('Needs you').getByRole('button', { name: '1 new' }).press('Enter')
  await section('Needs you').getByRole('link', { name: 'broken' }).waitFor()
  await page.getByRole('navigation', { name: 'Pages' }).hover()
  await row.waitFor({ state: 'detached' })
  await section('Running').getByRole('link', { name: 'later run' }).waitFor()
  // What one does oneself is shown at once.
  await section('Needs you').getByRole('button', { name: 'I have seen these' }).click()
  await section('Needs you').getByRole('link', { name: 'broken' }).waitFor({ state: 'detached' })
  expect(faults).toEqual([])
})

test('a step stays in its row of the table as its state changes', begin, async () => {
  const { api } = web.world
  const { run, tasks } = await aRun('table', ['s1', 's2', 's3'])
  const [first, second, third] = tasks as [string, string, string]
  for (const task of [first, second]) await api.tasks.started({ task })
  const { page, faults } = await logInAt(web.browser, web.world, '/')
  await page.goto(`${web.world.webUrl}/runs/${run}?view=table&state=running`)
  const table = page.getByRole('table', { name: 'Steps' })
  const names = async (): Promise<readonly string[]> =>
    (await table.getByRole('row').allInnerTexts()).flatMap((text) => /s\d/.exec(text)?.[0] ?? [])
  await expect.poll(names).toEqual(['s1', 's2'])
  await table.getByRole('row', { name: /s2/ }).hover()
  await api.tasks.completed({ task: first })
  await api.tasks.started({ task: third })
  await page.getByRole('button', { name: '1 new' }).waitFor()
  await table.getByRole('row', { name: /s1 completed/ }).waitFor()
  expect(await names()).toEqual(['s1', 's2'])
  await page.getByRole('navigation', { name: 'Pages' }).hover()
  await expect.poll(names).toEqual(['s2', 's3'])
  expect(faults).toEqual([])
})
