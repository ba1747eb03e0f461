import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServerProcess } from '@clearway/testkit'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { logInAt, openBrowser } from '../tests/web/browser.ts'
import { fillServer } from './pictures/fill-server.ts'
import { type Picture, picturesOf } from './pictures/list.ts'

/**
 * `npm run pictures [-- NAME …]` runs pipelines on a server of its own and takes a picture of every page and of its states, light and dark, as wide as a
 * laptop and as narrow as a phone, into `build/pictures`. Pictures of the documentation are copied from there by hand.
 */
const sizes = { wide: { width: 1280, height: 720 }, phone: { width: 390, height: 844 } } as const
const schemes = ['light', 'dark'] as const

const out = join(import.meta.dirname, '../build/pictures')
const wanted = process.argv.slice(2)
await mkdir(out, { recursive: true })
await using started = new AsyncDisposableStack()
const [server, empty] = [await startServer(), await startServer()]
const filled = started.use(await fillServer(server))
const all = picturesOf(filled)
const strangers = wanted.filter((name) => !(name in all))
if (strangers.length > 0) throw new Error(`There is no picture ${strangers.join(', ')}. There are ${Object.keys(all).join(', ')}.`)
const chosen = Object.entries(all).filter(([name]) => wanted.length === 0 || wanted.includes(name))
const browser = started.adopt(await openBrowser(), (opened) => opened.close())
for (const [size, viewport] of Object.entries(sizes))
  for (const colorScheme of schemes)
    for (const who of ['filled', 'empty', 'stranger'] as const) {
      const pictures = chosen.filter(([, picture]) => (picture.of ?? 'filled') === who)
      if (pictures.length === 0) continue
      const page = await openAs(who, browser, { viewport, colorScheme })
      const { url } = who === 'empty' ? empty : server
      for (const [name, picture] of pictures) await take(page, url, { picture, path: join(out, `${name}-${colorScheme}-${size}.png`) })
      await page.context().close()
    }
console.log(`${chosen.length * 4} pictures in ${out}`)

async function startServer() {
  const folder = await mkdtemp(join(tmpdir(), 'clearway-pictures-'))
  started.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const { connection } = started.use(await startServerProcess({ url: '', folder, [Symbol.asyncDispose]: () => Promise.resolve() }))
  return connection
}

async function openAs(who: NonNullable<Picture['of']> | 'filled', by: Browser, options: BrowserContextOptions): Promise<Page> {
  if (who === 'stranger') return (await by.newContext({ locale: 'en-US', reducedMotion: 'reduce', ...options })).newPage()
  const connection = who === 'empty' ? empty : server
  return (await logInAt(by, { webUrl: connection.url, connection }, '/', options)).page
}

async function take(page: Page, url: string, { picture, path }: { readonly picture: Picture; readonly path: string }): Promise<void> {
  await page.goto(url + picture.path)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  // The page is still when its queries have been answered; the change stream stays open, so the network never is.
  await page.waitForTimeout(1200)
  if (picture.act !== undefined) {
    await picture.act(page)
    await page.waitForTimeout(600)
  }
  await page.screenshot({ path })
}
