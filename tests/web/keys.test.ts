import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openConnection, Task } from '@clearway/sdk'
import { startAgentProcess } from '@clearway/testkit'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import failing from '../pipelines/programs/functions/failing.ts'
import { logInAt, seriousFaults } from './browser.ts'
import { expectNoWiderThanWindow, smallTargets } from './page-checks.ts'
import { walk } from './walk.ts'
import { openWeb } from './web-test.ts'

const web = openWeb()

const connect = () => openConnection({ url: web.world.url, credentials: web.world.connection })

let failed: Promise<string> | undefined
/** A run that has failed: the same for all tests. */
const failedRun = (): Promise<string> => (failed ??= runToItsFailure())

/** Runs a pipeline whose step `bad` fails to its end, and gives the run's id. */
async function runToItsFailure(): Promise<string> {
  await using _agent = await startAgentProcess(web.world.connection, { queues: ['default'] })
  const run = await failing.run({ how: 'all' }, { connection: await connect(), queue: 'default' })
  await expect(run.result()).rejects.toThrow()
  return run.id
}

/** Goes to a page by `g` and another key; again where a busy machine took longer between the two than the page waits. */
async function goBy(page: Page, key: string, path: string): Promise<void> {
  await expect
    .poll(async () => {
      await page.keyboard.press('g')
      await page.keyboard.press(key)
      return new URL(page.url()).pathname
    })
    .toBe(path)
}

test('every page is reached by keys alone, and so is what has a name', { timeout: 120_000 }, async () => {
  const task = await Task.create({ projectName: 'web', taskName: 'hydrofoil', script: { command: 'true' }, connection: await connect() })
  const { page, faults } = await logInAt(web.browser, web.world, '/')
  const { keyboard } = page
  for (const [key, path] of Object.entries({ p: '/pipelines', t: '/tasks', q: '/queues', w: '/workers', h: '/' }))
    await goBy(page, key, path)
  await keyboard.press('Control+k')
  const palette = page.getByRole('dialog')
  await palette.getByPlaceholder('A page, a name, an id …').fill('hydrof')
  await palette.getByRole('button', { name: /hydrofoil/ }).waitFor()
  expect(await seriousFaults(page)).toEqual([])
  await keyboard.press('ArrowDown')
  await keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname === `/tasks/${task.id}`)
  await page.getByRole('heading', { name: 'hydrofoil' }).waitFor()
  await palette.waitFor({ state: 'detached' })
  await keyboard.press(']')
  await expect.poll(() => page.url()).toContain('tab=parameters')
  await goBy(page, 't', '/tasks')
  await page.getByRole('table').waitFor()
  await keyboard.press('/')
  await keyboard.type('g t hydro')
  expect(await page.getByLabel('Search', { exact: true }).inputValue()).toBe('g t hydro')
  await keyboard.press('Escape')
  expect(faults).toEqual([])
})

test('the keys are listed, and single ones can be switched off', { timeout: 120_000 }, async () => {
  const { page } = await logInAt(web.browser, web.world, '/')
  await page.keyboard.press('Shift+?')
  const help = page.getByRole('dialog', { name: 'Keys' })
  await help.getByText('Next step that failed').waitFor()
  expect(await help.locator('kbd').allInnerTexts()).not.toContain('')
  expect(await seriousFaults(page)).toEqual([])
  await help.getByLabel('Single keys act').uncheck()
  await page.keyboard.press('Escape')
  await help.waitFor({ state: 'detached' })
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog', { name: 'Go to' }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/')
})

/** An address of each page, by its route. */
async function everyPage(run: string): Promise<Readonly<Record<string, string>>> {
  const { api } = web.world
  const { tasks } = await api.tasks.get_all_ex({ parent: run, search_hidden: true, only_fields: ['id'] })
  const ids = tasks.map(({ id }) => id)
  const project = (await api.tasks.get_by_id({ task: run })).task.project as string
  const hyperparams = { Args: { lr: { section: 'Args', name: 'lr', value: '0.1' } } }
  const { id: task } = await api.tasks.create({ name: 'a draft', type: 'training', hyperparams, tags: ['red'], script: { diff: 'true' } })
  const { id: model } = await api.models.create({ name: 'net', uri: 'file:///net.bin', framework: 'ONNX', task, labels: { cat: 1 } })
  await api.schedules.create({ name: 'nightly', cron: '0 6 * * *', start: { task } })
  await api.triggers.create({ name: 'after a training', entity: 'task', statuses: ['published'], start: { task } })
  const { id: waiting } = await api.tasks.clone({ task })
  await api.tasks.enqueue({ task: waiting, queue_name: 'ghost' })
  await api.workers.register({ worker: 'gpu-1' })
  await api.workers.report_machine({ worker: 'gpu-1', machine_stats: { cpu_usage: [20, 40], memory_used: 2048 } })
  const settings = ['you', 'keys', 'connect', 'users', 'server'].map((part) => [`/settings/$part ${part}`, `/settings/${part}`])
  return {
    '/login': '/login',
    $: '/nowhere',
    '/': '/',
    '/pipelines': '/pipelines',
    '/pipelines/new': '/pipelines/new',
    '/pipelines/$project': `/pipelines/${project}`,
    '/pipelines/$project/new': `/pipelines/${project}/new`,
    '/tasks': '/tasks',
    '/compare': `/compare?ids=${encodeURIComponent(JSON.stringify(ids))}`,
    '/models': '/models',
    '/models/$model': `/models/${model}`,
    '/artifacts': '/artifacts',
    '/tasks/$task': `/tasks/${task}?tab=parameters`,
    '/tasks/$task code': `/tasks/${task}?tab=code`,
    '/runs/$run': `/runs/${run}?view=graph`,
    '/runs/$run timeline': `/runs/${run}?view=timeline`,
    '/queues': '/queues',
    '/queues/$queue': '/queues/ghost',
    '/workers': '/workers',
    '/workers/$worker': '/workers/gpu-1',
    '/schedules': '/schedules',
    '/schedules/new': '/schedules/new',
    '/schedules/new-trigger': '/schedules/new-trigger',
    ...Object.fromEntries(settings),
  }
}
/** Routes that lead to another page. */
const redirects = ['/settings', '/pipelines/$project/experiments/$run']

test(
  'the tab key reaches all there is on every page, light and dark, wide and on a phone, and axe finds nothing serious',
  { timeout: 600_000 },
  async () => {
    const pages = await everyPage(await failedRun())
    const routes = await readFile(join(import.meta.dirname, '../../packages/web/src/routes.tsx'), 'utf8')
    const known = [...routes.matchAll(/path: '([^']+)'/g)].map(([, path = '']) => path).filter((path) => !redirects.includes(path))
    expect([...new Set(Object.keys(pages).map((route) => route.split(' ')[0] ?? ''))].toSorted()).toEqual(known.toSorted())
    const found: unknown[] = []
    for (const viewport of [
      { width: 1280, height: 720 },
      { width: 390, height: 844 },
    ]) {
      const { page, faults } = await logInAt(web.browser, web.world, '/', { viewport })
      for (const [route, path] of Object.entries(pages)) {
        await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
        await page.goto(web.world.webUrl + path)
        await page.getByRole('heading', { level: 1 }).waitFor()
        await expect.poll(() => page.title()).toMatch(/. · Clearway$/)
        const { stops, ...walked } = await walk(page)
        const isWide = await page.locator('html').evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        const light = await seriousFaults(page)
        await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
        await expect.poll(() => page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark')
        // Only colours differ.
        const dark = await seriousFaults(page, ['color-contrast'])
        const whatIsWrong = { ...walked, hasFewStops: stops < 3, isWide, light, dark, small: await smallTargets(page) }
        if (Object.values(whatIsWrong).some((wrong) => (Array.isArray(wrong) ? wrong.length > 0 : wrong)))
          found.push({ route, width: viewport.width, ...whatIsWrong })
      }
      found.push(...faults)
    }
    expect(found).toEqual([])
  },
)

test('what opens over a page takes the focus, and gives it back', { timeout: 120_000 }, async () => {
  const { page } = await logInAt(web.browser, web.world, '/tasks')
  for (const [path, button, title] of [
    ['/tasks', 'Columns', 'Columns'],
    ['/tasks', 'All projects', 'Project'],
    ['/queues', 'New queue', 'New queue'],
  ] as const) {
    if (new URL(page.url()).pathname !== path) await page.goto(web.world.webUrl + path)
    const opener = page.getByRole('button', { name: button })
    await opener.press('Enter')
    const dialog = page.getByRole('dialog', { name: title })
    await dialog.waitFor()
    await expect.poll(() => dialog.locator(':focus').count()).toBe(1)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(() => page.locator(':focus').innerText()).toMatch(button)
  }
})

test('a run is walked by keys; on a phone it is a table, and its step lies over the page', { timeout: 180_000 }, async () => {
  const run = await failedRun()
  const { page, faults } = await logInAt(web.browser, web.world, `/runs/${run}`)
  await page.getByRole('button', { name: 'bad: failed' }).waitFor({ timeout: 60_000 })
  await page.keyboard.press('e')
  await expect.poll(() => page.url()).toContain('step=bad')
  await page.keyboard.press('3')
  await page.getByRole('table', { name: 'Steps' }).waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  await expect.poll(() => page.locator(':focus').getAttribute('role')).toBe('row')
  await page.keyboard.press('[')
  await expect.poll(() => page.url()).toContain('tab=attempts')
  await page.keyboard.press('2')
  await page.getByRole('region', { name: 'Run as timeline' }).waitFor()

  const phone = await logInAt(web.browser, web.world, `/runs/${run}`, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  })
  await phone.page.getByRole('row', { name: /^failed bad \d/ }).waitFor()
  // Three rows, and the line that says why it failed.
  await expect.poll(async () => (await phone.page.locator('.run-header').boundingBox())?.height).toBeLessThan(140)
  await phone.page.getByRole('button', { name: /^Actions on/ }).tap()
  await phone.page.getByRole('menuitem', { name: /^Retry failed/ }).waitFor()
  await phone.page.keyboard.press('Escape')
  await phone.page.getByRole('row', { name: /^failed bad \d/ }).tap()
  const panel = phone.page.getByRole('dialog', { name: 'bad' })
  await panel.getByRole('tab', { name: 'Log' }).waitFor()
  expect(await seriousFaults(phone.page)).toEqual([])
  await panel.getByRole('button', { name: 'Close' }).tap()
  await panel.waitFor({ state: 'detached' })
  await phone.page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'More' }).tap()
  await phone.page.getByRole('link', { name: 'Schedules' }).tap()
  await phone.page.waitForURL((url) => url.pathname === '/schedules')
  await expectNoWiderThanWindow(phone.page)
  expect([...faults, ...phone.faults]).toEqual([])
})
