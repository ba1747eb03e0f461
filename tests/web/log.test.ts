import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { logInAt } from './browser.ts'
import { atRest, faultsInBothSchemes } from './page-checks.ts'
import { openWeb } from './web-test.ts'

const web = openWeb()

test('a log is searched by an expression, shows beside it where its errors are, and is downloaded', { timeout: 120_000 }, async () => {
  const { api } = web.world
  const { id: task } = await api.tasks.create({ name: 'fit', type: 'training' })
  const lines = Array.from({ length: 400 }, (_, n) => (n === 300 ? '\u001b[31mRuntimeError: CUDA out of memory\u001b[0m' : `epoch ${n}`))
  await api.events.add_batch(lines.map((msg, n) => ({ type: 'log', task, msg, timestamp: 1000 + n })))
  const { page, faults } = await logInAt(web.browser, web.world, `/tasks/${task}`)
  await page.getByText('400 lines').waitFor()
  const strip = page.locator('.log-strip')
  await strip.locator('.error').waitFor()
  const { y = 0, height = 0 } = (await atRest(page, () => strip.boundingBox())) ?? {}
  const { y: errorTop = 0 } = (await strip.locator('.error').boundingBox()) ?? {}
  expect((errorTop - y) / height).toBeCloseTo(0.75, 1)
  await strip.click({ position: { x: 5, y: height * 0.75 } })
  await page.getByRole('log').getByText('RuntimeError: CUDA out of memory').waitFor()
  const search = page.getByLabel('Search the log')
  await search.fill('epoch .9$')
  await page.getByText('0 of 0').waitFor()
  await page.getByRole('button', { name: 'Regular expression' }).click()
  await page.getByText('1 of 9').waitFor()
  await expect.poll(() => strip.locator('.hit').count()).toBe(9)
  await search.fill('epoch (')
  await page.getByText('not an expression').waitFor()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download the log' }).click()])
  const text = await readFile(await download.path(), 'utf8')
  expect([download.suggestedFilename(), text.split('\n')[300], text.split('\n').length]).toEqual([
    'log.txt',
    'RuntimeError: CUDA out of memory',
    401,
  ])
  expect(await faultsInBothSchemes(page)).toEqual([])
  expect(faults).toEqual([])
})
