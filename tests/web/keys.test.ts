import { openConnection, Task } from '@clearway/sdk'
import { startAgentProcess } from '@clearway/testkit'
import { expect, test } from 'vitest'
import failing from '../pipelines/programs/functions/failing.ts'
import { logInAt, seriousFaults } from './browser.ts'
import { openWeb } from './web-test.ts'

const web = openWeb()

const connect = () => openConnection({ url: web.world.url, credentials: web.world.connection })

/** Runs a pipeline whose step `bad` fails to its end, and gives the run's id. */
async function runToItsFailure(): Promise<string> {
  await using _agent = await startAgentProcess(web.world.connection, { queues: ['default'] })
  const run = await failing.run({ how: 'all' }, { connection: await connect(), queue: 'default' })
  await expect(run.result()).rejects.toThrow()
  return run.id
}

test('every page is reached by keys alone, and so is what has a name', { timeout: 120_000 }, async () => {
  const task = await Task.create({ projectName: 'web', taskName: 'hydrofoil', script: { command: 'true' }, connection: await connect() })
  const { page, faults } = await logInAt(web.browser, web.world, '/')
  const { keyboard } = page
  for (const [keys, path] of Object.entries({ p: '/pipelines', t: '/tasks', q: '/queues', w: '/workers', h: '/' })) {
    await keyboard.press('g')
    await keyboard.press(keys)
    await page.waitForURL((url) => url.pathname === path)
  }
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
  await keyboard.press('g')
  await keyboard.press('t')
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

test('a run is walked by keys; on a phone it is a table, and its step lies over the page', { timeout: 180_000 }, async () => {
  const run = await runToItsFailure()
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
  await expect.poll(() => page.url()).toContain('tab=code')
  await page.keyboard.press('2')
  await page.getByRole('region', { name: 'Run as timeline' }).waitFor()

  const phone = await logInAt(web.browser, web.world, `/runs/${run}`, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  })
  await phone.page.getByRole('row', { name: /bad failed/ }).tap()
  const panel = phone.page.getByRole('dialog', { name: 'bad' })
  await panel.getByRole('tab', { name: 'Log' }).waitFor()
  expect(await seriousFaults(phone.page)).toEqual([])
  await panel.getByRole('button', { name: 'Close' }).tap()
  await panel.waitFor({ state: 'detached' })
  await phone.page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Queues' }).tap()
  await phone.page.waitForURL((url) => url.pathname === '/queues')
  expect(await phone.page.locator('html').evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)).toBe(true)
  expect([...faults, ...phone.faults]).toEqual([])
})
