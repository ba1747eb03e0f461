import type { Api } from '@clearway/sdk'
import type { Browser } from 'playwright-core'
import { type Figure, timed } from '../measure.ts'
import type { World } from '../worlds.ts'
import { openPage } from './open-page.ts'

const logLines = 100_000

/** How soon a long log is open and searched. */
export async function longLog(browser: Browser, world: World): Promise<Figure[]> {
  const task = await fillLog(world.api)
  const page = await openPage(browser, world)
  const opened = await timed(async () => {
    await page.goto(`${world.server.connection.url}/tasks/${task}`)
    await page.getByRole('log').getByText('line ').first().waitFor()
  })
  await page.getByText(`${logLines.toLocaleString('en')} lines`).waitFor({ timeout: 60_000 })
  const found = await timed(async () => {
    await page.getByLabel('Search the log').fill('line 77777 ')
    await page.getByText('1 of 1', { exact: true }).waitFor()
  })
  return [
    { name: `web: a log of ${logLines.toLocaleString('en')} lines opens`, value: opened.milliseconds, unit: 'ms', budget: 500 },
    { name: `web: a search in ${logLines.toLocaleString('en')} lines`, value: found.milliseconds, unit: 'ms', budget: 100 },
  ]
}

async function fillLog(api: Api): Promise<string> {
  const { id: task } = await api.tasks.create({ name: 'talkative', type: 'training' })
  const atOnce = 5000
  for (let from = 0; from < logLines; from += atOnce)
    await api.events.add_batch(
      Array.from({ length: atOnce }, (_, n) => ({
        type: 'log',
        task,
        msg: `line ${from + n} of a long log\n`,
        timestamp: Date.now(),
      })) as never,
    )
  return task
}
