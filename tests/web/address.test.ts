import { expect, test } from 'vitest'
import { aServerRun, runTask } from '../server/server-run.ts'
import { logInAt } from './browser.ts'
import { faultsInBothSchemes, smallTargets } from './page-checks.ts'
import { openWeb } from './web-test.ts'

const web = openWeb()

test(
  'the way back leads through what was chosen, not through what was filtered, and an address leaves out what is usual',
  { timeout: 120_000 },
  async () => {
    const { api } = web.world
    const { run } = await aServerRun(api, [{ name: 'load' }, { name: 'check' }])
    const { page, faults } = await logInAt(web.browser, web.world, `/runs/${run}`)
    const search = () => Object.fromEntries(new URL(page.url()).searchParams)
    for (const step of ['load', 'check']) {
      await page.getByRole('button', { name: `${step}: queued` }).click()
      await page.getByRole('complementary', { name: step }).waitFor()
      expect(search()).toEqual({ step })
    }
    await page.getByRole('tab', { name: 'Code' }).click()
    await expect.poll(search).toEqual({ step: 'check', tab: 'code' })
    await page.getByRole('tab', { name: 'Log' }).click()
    await expect.poll(search).toEqual({ step: 'check' })
    await page.keyboard.press('3')
    await expect.poll(search).toEqual({ step: 'check', view: 'table' })
    await page.keyboard.press('1')
    await expect.poll(search).toEqual({ step: 'check' })
    await page.goBack()
    await page.getByRole('complementary', { name: 'load' }).waitFor()
    expect(search()).toEqual({ step: 'load' })
    await page.goBack()
    await page.getByRole('complementary', { name: 'The controller' }).waitFor()

    const artifacts = ['one', 'two'].map((key) => ({ key, type: 'custom', uri: `https://example.com/${key}` }))
    const { id: task } = await api.tasks.create({ name: 'stores', type: 'training' })
    await api.tasks.add_or_update_artifacts({ task, artifacts })
    await page.goto(`${web.world.webUrl}/artifacts`)
    for (const key of ['one', 'two']) {
      await page.getByRole('row', { name: new RegExp(`^${key}`) }).click()
      await page.getByRole('complementary', { name: key }).waitFor()
    }
    await page.goBack()
    await page.getByRole('complementary', { name: 'one' }).waitFor()
    expect(faults).toEqual([])
  },
)

test('the counts of a run’s states show its steps of one state alone, which the address says', { timeout: 120_000 }, async () => {
  const { api } = web.world
  const { run, task } = await aServerRun(api, [{ name: 'load' }, { name: 'check' }, { name: 'after', parents: ['load'] }])
  await expect.poll(() => task('load')).toBeDefined()
  await runTask(api, (await task('load')) ?? '', 'failed')
  const { page, faults } = await logInAt(web.browser, web.world, `/runs/${run}`)
  const search = () => Object.fromEntries(new URL(page.url()).searchParams)
  const names = () => page.getByRole('table', { name: 'Steps' }).getByRole('row').locator('[role=cell]:nth-child(2)').allInnerTexts()
  await page.getByRole('button', { name: 'failed 1' }).click()
  await expect.poll(names).toEqual(['load'])
  expect(search()).toEqual({ view: 'table', state: 'failed' })
  expect(await faultsInBothSchemes(page)).toEqual([])
  expect(await smallTargets(page)).toEqual([])
  await page.getByRole('button', { name: 'queued 1' }).click()
  await expect.poll(names).toEqual(['check'])
  await page.getByRole('button', { name: 'queued 1' }).click()
  await expect.poll(async () => (await names()).length).toBe(3)
  await page.getByRole('button', { name: 'failed 1' }).click()
  await page.keyboard.press('1')
  await expect.poll(search).toEqual({})
  expect(faults).toEqual([])
})
