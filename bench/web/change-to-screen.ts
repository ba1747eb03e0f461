import type { Browser } from 'playwright-core'
import { type Figure, percentile, timed } from '../measure.ts'
import type { World } from '../worlds.ts'
import { openPage } from './open-page.ts'

const changes = 30

/** From the call that makes a task to its row on the screen, beside the call alone. */
export async function changeToScreen(browser: Browser, world: World): Promise<Figure[]> {
  const page = await openPage(browser, world)
  await page.goto(`${world.server.connection.url}/tasks`)
  await page.getByRole('table').waitFor()
  // No row moves under the pointer, which is where the log-in left it.
  await page.mouse.move(0, 0)
  const [times, calls]: [number[], number[]] = [[], []]
  for (let n = 0; n < changes; n += 1) {
    const name = `change ${n} of many`
    const shown = page.waitForFunction(`document.querySelector('[role=table]')?.textContent.includes(${JSON.stringify(name)})`)
    const { milliseconds } = await timed(async () => {
      calls.push((await timed(() => world.api.tasks.create({ name, type: 'training' }))).milliseconds)
      await shown
    })
    times.push(milliseconds)
  }
  const raw = { name: 'the call alone', value: percentile(calls, 0.5) }
  return [
    { name: 'web: a change to the screen, p50', value: percentile(times, 0.5), unit: 'ms', budget: 120, raw },
    { name: 'web: a change to the screen, p95', value: percentile(times, 0.95), unit: 'ms', budget: 250, raw },
  ]
}
