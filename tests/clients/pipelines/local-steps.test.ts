import { expect } from 'vitest'
import { stepsOf } from '../../pipelines/pipeline-world.ts'
import { logInAt, openBrowser } from '../../web/browser.ts'
import { test } from '../client-test.ts'
import { allCompleted, named, start } from './python-pipeline.ts'

test(
  'an unmodified Python pipeline of function steps runs with its steps in local processes, and the web app shows what they report',
  { timeout: 300_000 },
  async ({ world, onTestFinished }) => {
    const { run, output } = await start(world, 'local')
    expect(output).toContain('TOTAL all 20')
    expect(named(await stepsOf(world.api, run))).toEqual(allCompleted)

    const browser = await openBrowser()
    onTestFinished(() => browser.close())
    const { page, faults } = await logInAt(browser, world, `/runs/${run}`)
    await page.getByRole('button', { name: 'total: completed' }).click()
    await page.getByRole('log').getByText('TOTAL all 20').waitFor()
    await page.getByRole('tab', { name: 'Scalars' }).click()
    await page.getByRole('img', { name: 'sum: so far' }).waitFor()
    await page.getByRole('tab', { name: 'Plots' }).click()
    const plot = (title: string) => page.frameLocator(`iframe[title^="${title}"]`)
    await plot('counted').locator('.bars path').first().waitFor()
    await page
      .getByRole('region', { name: /^listed/ })
      .getByRole('columnheader', { name: 'number' })
      .waitFor()
    await page.getByRole('tab', { name: 'Images' }).click()
    const image = page.getByRole('img', { name: 'samples green' })
    await expect.poll(() => image.evaluate((element) => (element as unknown as { naturalWidth: number }).naturalWidth)).toBe(8)
    await page.getByRole('link', { name: 'spoken sound' }).waitFor()
    expect(faults).toEqual([])
  },
)
