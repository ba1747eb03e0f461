import { expect, test } from 'vitest'
import { logInAt } from './browser.ts'
import { openWeb } from './web-test.ts'

const web = openWeb()

test('a page says that it loads where that takes a while, and no longer once it has loaded', { timeout: 120_000 }, async () => {
  const { id } = await web.world.api.queues.create({ name: 'slow' })
  const { page, faults } = await logInAt(web.browser, web.world, '/')
  let answer = (): void => {}
  const asked = new Promise<void>((done) => (answer = done))
  await page.route('**/queues.get_all_ex', async (route) => {
    await asked
    await route.continue()
  })
  await page.goto(`${web.world.webUrl}/queues/${id}`)
  await page.getByText('Loading …').waitFor()
  answer()
  await page.getByRole('heading', { name: 'slow' }).waitFor()
  await page.getByText('Loading …').waitFor({ state: 'detached' })
  expect(faults).toEqual([])
})
