import { expect, test } from 'vitest'
import { logInAt, seriousFaults } from './browser.ts'
import { expectNoWiderThanWindow, faultsInBothSchemes } from './page-checks.ts'
import { openWeb } from './web-test.ts'

const web = openWeb()

test(
  'pipelines are searched and ordered, which the address says; a bar is as high as its run took long',
  { timeout: 120_000 },
  async () => {
    const { api } = web.world
    const at = Date.parse('2026-11-24T09:00:00Z')
    const folders = ['steady', 'broken', 'slow', 'unused'].map((name) => ({ name, id: '' }))
    for (const folder of folders)
      folder.id = (await api.projects.create({ name: `bars/.pipelines/${folder.name}`, system_tags: ['pipeline', 'hidden'] })).id
    const run = (of: string, number: number, took: number, status: 'completed' | 'failed' = 'completed') => ({
      of,
      row: {
        id: `${of} ${number}`,
        name: `${of} #${number}`,
        type: 'controller',
        status,
        system_tags: ['pipeline'],
        created: at + number,
        last_update: at,
        started: at,
        completed: at + took,
      },
    })
    const tasks = [run('steady', 1, 10_000), run('steady', 2, 5000), run('broken', 1, 4000, 'failed'), run('slow', 1, 90_000)]
    await api.imports.put({ source: 'bars', projects: [], tasks: tasks.map(({ row }) => row) as never })
    for (const { name, id } of folders) {
      const ids = tasks.filter(({ of }) => of === name).map(({ row }) => row.id)
      if (ids.length > 0) await api.tasks.move({ ids, project: id })
    }
    const { page, faults } = await logInAt(web.browser, web.world, '/pipelines')
    const lines = page.getByRole('region', { name: 'Pipelines' })
    const names = async (): Promise<readonly string[]> =>
      (await lines.getByRole('listitem').locator('.pipeline-name a').allInnerTexts()).map((name) => name.trim())
    await expect.poll(names).toEqual(['broken', 'slow', 'steady', 'unused'])
    const heightOf = async (name: string): Promise<number> =>
      (await lines.getByRole('link', { name }).locator('i').boundingBox())?.height ?? 0
    await expect.poll(async () => (await heightOf('#2: completed, 5.0 s')) / (await heightOf('#1: completed, 10 s'))).toBeCloseTo(0.5, 1)
    await lines.getByRole('link', { name: '#1: failed, 4.0 s' }).getByRole('img', { name: 'failed' }).waitFor()
    await lines.getByLabel('Order of pipelines').selectOption('Longest median first')
    await expect.poll(names).toEqual(['slow', 'steady', 'broken', 'unused'])
    await expect.poll(() => new URL(page.url()).search).toBe('?order=slowest')
    await lines.getByLabel('Search pipelines').fill('STEAD')
    await expect.poll(names).toEqual(['steady'])
    await expect.poll(() => new URL(page.url()).search).toBe('?find=STEAD&order=slowest')
    expect(await faultsInBothSchemes(page)).toEqual([])
    await page.reload()
    await expect.poll(names).toEqual(['steady'])
    await lines.getByLabel('Search pipelines').fill('no such')
    await lines.getByText('No pipeline has this in its name.').waitFor()
    expect(faults).toEqual([])
  },
)

test('on a phone the filters of a list are in a sheet, and the first row is high on the page', { timeout: 120_000 }, async () => {
  const { api } = web.world
  await api.tasks.create({ name: 'a draft', type: 'training', tags: ['red'] })
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
  const { page, faults } = await logInAt(web.browser, web.world, '/tasks', phone)
  const first = page.getByRole('row', { name: /a draft/ })
  await first.waitFor()
  await expect.poll(async () => (await first.boundingBox())?.y).toBeLessThan(170)
  await page.getByRole('button', { name: 'Filters' }).tap()
  const sheet = page.getByRole('dialog', { name: 'Filters' })
  await sheet.getByLabel('Tag', { exact: true }).selectOption('red')
  await sheet.getByRole('button', { name: /Draft 1/ }).tap()
  await expect.poll(() => new URL(page.url()).search).toBe('?status=created&tag=red')
  expect(await seriousFaults(page)).toEqual([])
  await sheet.getByRole('button', { name: 'Close' }).tap()
  await sheet.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Filters: 2' }).waitFor()
  await expectNoWiderThanWindow(page)
  expect(faults).toEqual([])
})

test('a task that runs is aborted after a question', { timeout: 120_000 }, async () => {
  const { api } = web.world
  const { id: task } = await api.tasks.create({ name: 'long fit', type: 'training' })
  await api.tasks.started({ task })
  const { page } = await logInAt(web.browser, web.world, `/tasks/${task}`)
  const asked: string[] = []
  page.once('dialog', (dialog) => {
    asked.push(dialog.message())
    void dialog.dismiss()
  })
  await page.getByRole('button', { name: 'Abort' }).click()
  await expect.poll(() => asked).toEqual(['Abort long fit? This ends its program.'])
  expect((await api.tasks.get_by_id({ task })).task.status).toBe('in_progress')
  page.once('dialog', (dialog) => void dialog.accept())
  await page.getByRole('button', { name: 'Abort' }).click()
  await expect.poll(async () => (await api.tasks.get_by_id({ task })).task.status).toBe('stopped')
})

test('tasks are sorted by how long they took, or have taken so far', { timeout: 120_000 }, async () => {
  const { api } = web.world
  const { id: project } = await api.projects.create({ name: 'timed' })
  const { id: open } = await api.tasks.create({ name: 'goes on', type: 'training', project })
  await api.tasks.started({ task: open })
  const { id: over } = await api.tasks.create({ name: 'is over', type: 'training', project })
  await api.tasks.started({ task: over })
  await api.tasks.completed({ task: over })
  const { page, faults } = await logInAt(web.browser, web.world, '/tasks')
  await page.goto(`${web.world.webUrl}/tasks?project=${project}`)
  const first = () => page.getByRole('table', { name: 'Tasks' }).getByRole('row').nth(1).innerText()
  await page.getByRole('row', { name: /goes on.* ([2-9]\.\d|\d\d) s/ }).waitFor()
  for (const [direction, name] of [
    ['ascending', 'is over'],
    ['descending', 'goes on'],
  ] as const) {
    await page.getByRole('button', { name: 'Took' }).click()
    await page
      .getByRole('columnheader', { name: 'Took' })
      .and(page.locator(`[aria-sort=${direction}]`))
      .waitFor()
    await expect.poll(first).toContain(name)
  }
  expect(faults).toEqual([])
})
