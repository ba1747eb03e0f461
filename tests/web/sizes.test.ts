import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { aServerRun } from '../server/server-run.ts'
import { logInAt } from './browser.ts'
import { atRest, faultsInBothSchemes } from './page-checks.ts'
import { openWeb } from './web-test.ts'

const web = openWeb()

test('the line between a run and its panel is dragged and moved by keys, and stays where it was put', { timeout: 120_000 }, async () => {
  const { api } = web.world
  const { id: base } = await api.tasks.create({ name: 'base', type: 'training', script: { binary: 'sh', diff: 'true' } })
  const { run } = await aServerRun(api, [{ name: 'load', baseTask: base }])
  const { page, faults } = await logInAt(web.browser, web.world, `/runs/${run}`)
  await page.goto(`${web.world.webUrl}/runs/${run}?step=load`)
  await page.setViewportSize({ width: 1400, height: 800 })
  const line = page.getByRole('separator', { name: 'Width of load' })
  const panel = page.getByRole('complementary', { name: 'load' })
  const width = async (): Promise<number> => Math.round((await panel.boundingBox())?.width ?? 0)
  const whole = 1400 - 52
  await line.focus()
  await expect.poll(width).toBe(Math.round(whole * 0.38))
  await line.press('ArrowLeft')
  await expect.poll(width).toBe(Math.round(whole * 0.4))
  expect(await line.getAttribute('aria-valuenow')).toBe('40')
  await line.press('End')
  await expect.poll(width).toBe(Math.round(whole * 0.7))
  const at = (await line.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
  await page.mouse.move(at.x + 4, at.y + 300)
  await page.mouse.down()
  await page.mouse.move(1400 - whole * 0.5, at.y + 320, { steps: 4 })
  await page.mouse.up()
  await expect.poll(width).toBe(Math.round(whole * 0.5))
  await page.mouse.move(700, at.y + 400)
  await expect.poll(width).toBe(Math.round(whole * 0.5))
  expect(await faultsInBothSchemes(page)).toEqual([])
  await page.reload()
  await expect.poll(width).toBe(Math.round(whole * 0.5))
  await line.dblclick({ position: { x: 4, y: 200 } })
  await expect.poll(width).toBe(Math.round(whole * 0.38))
  await page.setViewportSize({ width: 390, height: 800 })
  await line.waitFor({ state: 'detached' })
  expect(faults).toEqual([])
})

test('the rows of tables are as high as the settings say, in every tab', { timeout: 120_000 }, async () => {
  const { api } = web.world
  for (const name of ['one', 'two', 'three']) await api.tasks.create({ name, type: 'training' })
  const { page, faults } = await logInAt(web.browser, web.world, '/tasks')
  const tops = async (): Promise<number> => {
    const rows = page.getByRole('table', { name: 'Tasks' }).getByRole('rowgroup').getByRole('row')
    const [first, second] = [await rows.nth(0).boundingBox(), await rows.nth(1).boundingBox()]
    return (second?.y ?? 0) - (first?.y ?? 0)
  }
  await expect.poll(tops).toBe(30)
  const settings = await page.context().newPage()
  await settings.goto(`${web.world.webUrl}/settings/you`)
  for (const [name, height] of [
    ['Wide', 36],
    ['Tight', 26],
  ] as const) {
    await settings.getByRole('group', { name: 'Rows of tables' }).getByRole('button', { name }).click()
    await expect.poll(tops).toBe(height)
  }
  await page.reload()
  await expect.poll(tops).toBe(26)
  expect(await faultsInBothSchemes(page)).toEqual([])
  expect(faults).toEqual([])
})

test('the bar above the list of runs is one row on a laptop', { timeout: 120_000 }, async () => {
  const { api } = web.world
  await aServerRun(api, [{ name: 'load' }])
  await api.tasks.create({ name: 'tagged', type: 'training', tags: ['a tag with a name that is rather long'] })
  const { page } = await logInAt(web.browser, web.world, '/pipelines')
  await page.setViewportSize({ width: 1280, height: 720 })
  await page.getByText(/^\d+ runs?$/).waitFor()
  const middle = async (of: Locator): Promise<number> => {
    const { y, height } = (await of.boundingBox()) ?? { y: 0, height: 0 }
    return y + height / 2
  }
  const title = await atRest(page, () => middle(page.getByRole('heading', { name: 'Runs' })))
  expect(Math.abs((await middle(page.getByRole('button', { name: 'Columns' }))) - title)).toBeLessThan(4)
})

test('the tables of schedules and of triggers have their columns at the same places', { timeout: 120_000 }, async () => {
  const { api } = web.world
  const { id: original } = await api.tasks.create({ name: 'original', type: 'training' })
  await api.schedules.create({ name: 'a name of some length, nightly', start: { task: original }, every_seconds: 3600 })
  await api.triggers.create({ name: 'short', start: { task: original }, entity: 'model', statuses: ['published'] })
  const { page } = await logInAt(web.browser, web.world, '/schedules')
  const lefts = (table: string) =>
    Promise.all(
      ['Name', 'When', 'Starts', 'Last'].map(
        async (name) => (await page.getByRole('table', { name: table }).getByRole('columnheader', { name, exact: true }).boundingBox())?.x,
      ),
    )
  await page.getByRole('table', { name: 'Triggers' }).waitFor()
  await page.getByRole('row', { name: /nightly/ }).waitFor()
  expect(await atRest(page, () => lefts('Triggers'))).toEqual(await lefts('Schedules'))
})
