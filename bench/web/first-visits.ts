import type { Browser } from 'playwright-core'
import { type Figure, timed } from '../measure.ts'
import type { World } from '../worlds.ts'
import { openPage } from './open-page.ts'

/** The pages that most visits begin with, and what each shows when it has its content. */
const firstPages = (run: string) => [
  { name: 'Home', path: '/', content: 'h1:text("Home")' },
  { name: 'Tasks', path: '/tasks', content: '[role=table] [role=row]' },
  { name: 'a run', path: `/runs/${run}`, content: '.graph canvas' },
]

/** The first visits of somebody who is logged in, with nothing stored in the browser. */
export async function firstVisits(browser: Browser, world: World, run: string): Promise<Figure[]> {
  const first = await openPage(browser, world)
  const storageState = await first.context().storageState()
  // An open page reads again what changes, which would count as work of the later ones.
  await first.context().close()
  const figures: Figure[] = []
  for (const { name, path, content } of firstPages(run)) {
    const context = await browser.newContext({ storageState, viewport: { width: 1280, height: 720 } })
    const page = await context.newPage()
    const loaded = { js: 0, css: 0 }
    const sizes: Promise<void>[] = []
    page.on('response', (response) => {
      const kind = /\.(js|css)$/.exec(new URL(response.url()).pathname)?.[1] as 'js' | 'css' | undefined
      if (kind === undefined) return
      sizes.push(
        response
          .request()
          .sizes()
          .then(({ responseBodySize }) => void (loaded[kind] += responseBodySize)),
      )
    })
    const { milliseconds } = await timed(async () => {
      await page.goto(world.server.connection.url + path)
      await page.locator(content).first().waitFor()
    })
    await page.getByText('● live').waitFor()
    await Promise.all(sizes)
    await context.close()
    figures.push({ name: `web: scripts of a first visit to ${name}, compressed`, value: loaded.js / 1000, unit: 'kB', budget: 200 })
    if (path === '/')
      figures.push(
        { name: 'web: styles of a first visit, compressed', value: loaded.css / 1000, unit: 'kB', budget: 25 },
        { name: 'web: first page with its content', value: milliseconds, unit: 'ms', budget: 800 },
      )
  }
  return figures
}
