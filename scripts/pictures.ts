import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServerProcess } from '@clearway/testkit'
import { logInAt, openBrowser } from '../tests/web/browser.ts'
import { type Filled, fillServer } from './pictures/fill-server.ts'

/**
 * `npm run pictures [-- NAME …]` runs pipelines on a server of its own and takes a picture of every page, light and dark, as wide as a laptop and as
 * narrow as a phone, into `build/pictures`. Pictures of the documentation are copied from there by hand.
 */
const pages = (filled: Filled): Readonly<Record<string, string>> => ({
  home: '/',
  pipelines: '/pipelines',
  pipeline: `/pipelines/${filled.project}`,
  run: `/runs/${filled.run}?step=choose`,
  'run-timeline': `/runs/${filled.run}?view=timeline`,
  'run-timeline-workers': `/runs/${filled.run}?view=timeline&lanes=worker&step=choose`,
  'run-table': `/runs/${filled.run}?view=table&step=load`,
  'run-failed': `/runs/${filled.failedRun}?step=fit`,
  'run-log': `/runs/${filled.failedRun}?view=log`,
  'run-attempts': `/runs/${filled.failedRun}?step=fit&tab=attempts`,
  'run-code': `/runs/${filled.failedRun}?step=fit&tab=code`,
  tasks: '/tasks',
  'task-scalars': `/tasks/${filled.reports}?tab=scalars`,
  'task-plots': `/tasks/${filled.reports}?tab=plots`,
  'task-parameters': `/tasks/${filled.trained[0]}?tab=parameters`,
  queues: '/queues',
  queue: '/queues/gpu',
  workers: '/workers',
  worker: '/workers/machine-1',
  compare: `/compare?ids=${encodeURIComponent(JSON.stringify(filled.trained))}`,
  'compare-scalars': `/compare?ids=${encodeURIComponent(JSON.stringify(filled.trained))}&tab=scalars`,
  'compare-configuration': `/compare?ids=${encodeURIComponent(JSON.stringify(filled.configured))}&tab=configuration`,
  models: '/models',
  model: `/models/${filled.model}`,
  artifacts: '/artifacts',
  'new-run': `/pipelines/${filled.project}/new`,
  schedules: '/schedules',
  'new-schedule': `/schedules/new?project=${filled.project}`,
  'new-trigger': `/schedules/new-trigger?project=${filled.project}`,
  'settings-you': '/settings/you',
  'settings-keys': '/settings/keys',
  'settings-connect': '/settings/connect',
  'settings-users': '/settings/users',
  'settings-server': '/settings/server',
})
const sizes = { wide: { width: 1280, height: 720 }, phone: { width: 390, height: 844 } } as const
const schemes = ['light', 'dark'] as const

const out = join(import.meta.dirname, '../build/pictures')
const wanted = process.argv.slice(2)
await mkdir(out, { recursive: true })
const folder = await mkdtemp(join(tmpdir(), 'clearway-pictures-'))
const database = { url: '', folder, [Symbol.asyncDispose]: () => Promise.resolve() }
try {
  await using server = await startServerProcess(database)
  const { connection } = server
  await using filled = await fillServer(connection)
  const browser = await openBrowser()
  try {
    const chosen = Object.entries(pages(filled)).filter(([name]) => wanted.length === 0 || wanted.includes(name))
    for (const [size, viewport] of Object.entries(sizes))
      for (const colorScheme of schemes) {
        const { page } = await logInAt(browser, { webUrl: connection.url, connection }, '/', {
          viewport,
          colorScheme,
        })
        for (const [name, path] of chosen) {
          await page.goto(connection.url + path)
          await page.getByRole('heading', { level: 1 }).first().waitFor()
          // The page is still when its queries have been answered; the change stream stays open, so the network never is.
          await page.waitForTimeout(1200)
          await page.screenshot({ path: join(out, `${name}-${colorScheme}-${size}.png`) })
        }
        await page.context().close()
      }
    console.log(`${chosen.length * 4} pictures in ${out}`)
  } finally {
    await browser.close()
  }
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}
