import { AxeBuilder } from '@axe-core/playwright'
import { database, startServer, type World } from '@clearway/testkit'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { logInAt, openBrowser } from './browser.ts'

let world: World
let browser: Browser
beforeAll(async () => {
  ;[world, browser] = await Promise.all([startServer(database), openBrowser()])
})
afterAll(async () => {
  await browser.close()
  await world[Symbol.asyncDispose]()
})

/** Tasks with parameters and last metrics. */
async function trained(name: string, lr: string, acc: number): Promise<string> {
  const hyperparams = { Args: { lr: { section: 'Args', name: 'lr', value: lr } } }
  const { id } = await world.api.tasks.create({ name, type: 'training', hyperparams })
  const event = { type: 'training_stats_scalar', task: id, metric: 'acc', variant: 'val', iter: 1, value: acc }
  await world.api.events.add_batch([event] as never)
  return id
}

async function seriousFaults(page: Page): Promise<unknown[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
}

test('a list of any length is filtered, sorted, given columns, and changed at once', { timeout: 240_000 }, async () => {
  for (let index = 0; index < 120; index += 20)
    await Promise.all(Array.from({ length: 20 }, (_, at) => world.api.tasks.create({ name: `filler ${index + at}`, type: 'testing' })))
  await trained('fit low', '0.001', 0.5)
  await trained('fit high', '0.1', 0.9)
  const { page, faults } = await logInAt(browser, world, '/tasks')
  const names = async (): Promise<string[]> =>
    (await page.getByRole('row').allInnerTexts())
      .slice(1)
      .map((text) => text.split('\n').find((part) => /fit|filler|late/.test(part)) ?? '')
  await page.getByText('122 tasks').waitFor()

  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByLabel('Args/lr').check()
  await page.getByLabel('acc val').check()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'lr' }).click()
  await expect.poll(async () => (await names()).slice(0, 2)).toEqual(['fit low', 'fit high'])
  await page.getByRole('button', { name: 'acc val' }).click()
  await page.getByRole('button', { name: 'acc val' }).click()
  await expect.poll(async () => (await names()).slice(0, 2)).toEqual(['fit high', 'fit low'])
  await page.reload()
  await expect.poll(async () => (await names()).slice(0, 2)).toEqual(['fit high', 'fit low'])
  await page.getByRole('cell', { name: '0.001' }).waitFor()

  await page.getByRole('button', { name: 'Updated' }).click()
  await page
    .getByRole('row', { name: /filler/ })
    .first()
    .focus()
  await page.keyboard.press('End')
  await page.getByRole('row', { name: /fit high/ }).waitFor()
  await page.keyboard.press('Home')
  await page.getByRole('button', { name: 'Updated' }).click()

  await page.getByRole('row', { name: /fit low/ }).hover()
  const before = (await names()).slice(0, 3)
  await world.api.tasks.create({ name: 'late', type: 'testing' })
  await page.getByRole('button', { name: '1 new' }).waitFor()
  expect((await names()).slice(0, 3)).toEqual(before)
  await page.getByRole('button', { name: '1 new' }).click()
  await expect.poll(async () => (await names())[0]).toBe('late')

  await page.getByLabel('Pick fit low').check()
  await page.getByRole('row', { name: /fit high/ }).focus()
  await page.keyboard.press('x')
  const bulk = page.getByRole('region', { name: 'Picked tasks' })
  await bulk.getByText('2 picked').waitFor()
  expect(await bulk.getByRole('button', { name: 'Abort (2 cannot: drafts)' }).isDisabled()).toBe(true)
  await bulk.getByRole('button', { name: 'Tag' }).click()
  await page.getByLabel('Tag to add').fill('red')
  await page.getByRole('button', { name: 'Add' }).click()
  await page.getByLabel('Tag', { exact: true }).selectOption('red')
  await page.getByText('2 tasks').waitFor()
  await bulk.getByRole('button', { name: 'Enqueue' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Enqueue' }).click()
  await bulk.getByRole('button', { name: 'Enqueue (2 cannot: already queued)' }).waitFor()
  await page.getByRole('button', { name: 'Waiting 2' }).waitFor()
  page.on('dialog', (dialog) => void dialog.accept())
  await bulk.getByRole('button', { name: 'Abort' }).click()
  await page.getByRole('button', { name: 'Aborted 2' }).waitFor()
  await bulk.getByRole('button', { name: 'Archive' }).click()
  await page.getByText('No task is as the filter asks.').waitFor()
  expect(await seriousFaults(page)).toEqual([])
  expect(faults).toEqual([])
})
