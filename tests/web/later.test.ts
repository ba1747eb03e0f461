import { expect, test } from 'vitest'
import { aServerRun } from '../server/server-run.ts'
import { logInAt } from './browser.ts'
import { openWeb } from './web-test.ts'

const web = openWeb()

test('a part that a page loads later comes after a reload where the app was built anew meanwhile', { timeout: 120_000 }, async () => {
  const { id: task } = await web.world.api.tasks.create({ name: 'fit', type: 'training', script: { binary: 'sh', diff: 'echo fitted' } })
  const { page } = await logInAt(web.browser, web.world, `/tasks/${task}`)
  const code = page.getByRole('tab', { name: 'Code' })
  await code.waitFor()
  await page.evaluate('globalThis.isOldPage = true')
  // As after a new build: the old scripts are gone, and the page names others.
  const gone = '**/assets/other-tab-*.js'
  const front = `${web.world.webUrl}/`
  await page.route(gone, (route) => route.fulfill({ status: 404 }))
  await page.route(front, async (route) => {
    await page.unroute(gone)
    await route.fulfill({ body: '<script type="module" src="/assets/index-new.js"></script>' })
  })
  await code.click()
  await page.getByText('echo fitted').waitFor()
  expect(await page.evaluate('globalThis.isOldPage')).toBeUndefined()
})

test('a part that could not be loaded while the server was away comes once it is back', { timeout: 120_000 }, async () => {
  const { id: task } = await web.world.api.tasks.create({ name: 'fit', type: 'training', script: { binary: 'sh', diff: 'echo fitted' } })
  const { page } = await logInAt(web.browser, web.world, `/tasks/${task}`)
  const code = page.getByRole('tab', { name: 'Code' })
  await code.waitFor()
  const [part, front] = ['**/assets/other-tab-*.js', `${web.world.webUrl}/`]
  await page.route(part, (route) => route.abort('connectionrefused'))
  const isAway = new Promise<void>((resolve) => {
    void page.route(front, async (route) => {
      await route.abort('connectionrefused')
      resolve()
    })
  })
  await code.click()
  await isAway
  await page.unroute(part)
  await page.unroute(front)
  await page.getByText('echo fitted').waitFor()
  expect(page.url()).toContain('tab=code')
})

test('a button of the frame says in words what it does, under the pointer and at the focus', { timeout: 120_000 }, async () => {
  const { page } = await logInAt(web.browser, web.world, '/')
  const tip = page.getByRole('tooltip')
  const says = (text: string) => expect.poll(() => tip.textContent()).toBe(text)
  await page.getByRole('button', { name: 'Log out' }).hover()
  await says('Log out')
  const { x = 0, width = 0 } = (await tip.boundingBox()) ?? {}
  expect(x + width).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0)
  await page.keyboard.press('Escape')
  await tip.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Light or dark colours' }).focus()
  await page.keyboard.press('Tab')
  await says('Log out')
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Queues' }).hover()
  await says('Queues')
})

test('a graph whose minimap cannot be loaded is as usable as with it', { timeout: 120_000 }, async () => {
  const { run } = await aServerRun(web.world.api, [{ name: 'load' }])
  const { page } = await logInAt(web.browser, web.world, '/')
  const errors: string[] = []
  page.on('pageerror', ({ message }) => errors.push(message))
  const part = '**/assets/minimap-*.js'
  await page.route(part, (route) => route.abort('connectionrefused'))
  const isGone = page.waitForEvent('requestfailed', (request) => request.url().includes('/minimap-'))
  await page.goto(`${web.world.webUrl}/runs/${run}`)
  await isGone
  await page.getByRole('button', { name: 'Fit', exact: true }).click()
  await page.getByRole('button', { name: /^load: / }).click()
  await page.getByRole('complementary', { name: 'load' }).waitFor()
  expect(errors).toEqual([])
})
