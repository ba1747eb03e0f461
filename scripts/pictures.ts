import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Connection } from '@clearway/contract'
import { startServerProcess } from '@clearway/testkit'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { logInAt, openBrowser } from '../tests/web/browser.ts'
import { fillServer } from './pictures/fill-server.ts'
import { type Picture, picturesOf } from './pictures/list.ts'
import { requestsOf } from './pictures/requests-of.ts'

/**
 * `npm run pictures [-- NAME …]` runs pipelines on a server of its own and takes a picture of every page and of its states, light and dark, as wide as a
 * laptop and as narrow as a phone, into `build/pictures`. Pictures of the documentation are copied from there by hand.
 */
const sizes = { wide: { width: 1280, height: 720 }, phone: { width: 390, height: 844 } } as const
const schemes = ['light', 'dark'] as const
/** Somebody who may look and not act. */
const viewer = { id: 'watcher', name: 'Watcher', role: 'viewer', accessKey: 'WATCHER-KEY', secretKey: 'watcher-secret' } as const

const out = join(import.meta.dirname, '../build/pictures')
const wanted = process.argv.slice(2)
await mkdir(out, { recursive: true })
await using started = new AsyncDisposableStack()
const [server, empty] = [await startServer(), await startServer()]
const work = started.use(new AsyncDisposableStack())
const filled = work.use(await fillServer(server))
const all = picturesOf(filled)
const strangers = wanted.filter((name) => !(name in all))
if (strangers.length > 0) throw new Error(`There is no picture ${strangers.join(', ')}. There are ${Object.keys(all).join(', ')}.`)
const chosen = Object.entries(all).filter(([name]) => wanted.length === 0 || wanted.includes(name))
const browser = started.adopt(await openBrowser(), (opened) => opened.close())
const lost: (() => Promise<void>)[] = []
for (const [size, viewport] of Object.entries(sizes))
  for (const colorScheme of schemes)
    for (const who of ['filled', 'empty', 'stranger', 'viewer', 'lost'] as const) {
      const pictures = chosen.filter(([, picture]) => (picture.of ?? 'filled') === who)
      if (pictures.length === 0) continue
      const { url } = who === 'empty' ? empty : server
      const pathOf = (name: string): string => join(out, `${name}-${colorScheme}-${size}.png`)
      if (who === 'lost') {
        for (const [name, picture] of pictures) {
          const page = await openAs(who, browser, { viewport, colorScheme })
          await show(page, url, picture)
          lost.push(async () => void (await page.screenshot({ path: pathOf(name) })))
        }
        continue
      }
      const page = await openAs(who, browser, { viewport, colorScheme })
      for (const [name, picture] of pictures) {
        await show(page, url, picture)
        await page.screenshot({ path: pathOf(name) })
        await page.unrouteAll()
      }
      await page.context().close()
    }
if (lost.length > 0) {
  await work.disposeAsync()
  await server.end()
  // The pages have noticed by then.
  await pause(3000)
  for (const take of lost) await take()
}
console.log(`${chosen.length * 4} pictures in ${out}`)

async function startServer(): Promise<Connection & { readonly end: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'clearway-pictures-'))
  started.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const process = started.use(
    await startServerProcess({ url: '', folder, [Symbol.asyncDispose]: () => Promise.resolve() }, { settings: { users: [viewer] } }),
  )
  return { ...process.connection, end: async () => process[Symbol.asyncDispose]() }
}

async function openAs(who: NonNullable<Picture['of']> | 'filled', by: Browser, options: BrowserContextOptions): Promise<Page> {
  if (who === 'stranger') return (await by.newContext({ locale: 'en-US', reducedMotion: 'reduce', ...options })).newPage()
  const connection = who === 'empty' ? empty : who === 'viewer' ? { ...server, ...viewer } : server
  return (await logInAt(by, { webUrl: connection.url, connection }, '/', options)).page
}

/** Opens the page of a picture, and does what the picture needs. */
async function show(page: Page, url: string, { path, before, act }: Picture): Promise<void> {
  await before?.(page)
  using requests = requestsOf(page)
  await page.goto(url + path)
  if (before === undefined) {
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    await requests.answered()
    await page.locator('.live-mark:not(.live), .loading-mark').waitFor({ state: 'detached' })
  }
  await page.waitForTimeout(1200)
  if (act === undefined) return
  await act(page)
  await requests.answered()
  await page.waitForTimeout(600)
}
