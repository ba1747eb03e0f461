import { expect, test } from 'vitest'
import { openTerminal } from '../../packages/cli/test/terminal.ts'
import { logInAt, seriousFaults } from './browser.ts'
import { openWeb } from './web-test.ts'

const web = openWeb()

test('the link of `clearway web` logs a browser in once, and leaves no trace in its address', { timeout: 60_000 }, async () => {
  const { url, accessKey, secretKey } = web.world.connection
  await using terminal = await openTerminal({
    CLEARML_API_HOST: url,
    CLEARML_API_ACCESS_KEY: accessKey,
    CLEARML_API_SECRET_KEY: secretKey,
  })
  const { code, stdout, stderr } = await terminal.run('web')
  expect({ code, stderr }).toMatchObject({ code: 0 })
  const [link = ''] = /http\S+/.exec(stdout) ?? []
  const options = { locale: 'en-US', reducedMotion: 'reduce', colorScheme: 'dark' } as const

  const page = await (await web.browser.newContext(options)).newPage()
  const asked: string[] = []
  page.on('request', (request) => void asked.push(`${request.url()} ${request.headers()['referer'] ?? ''}`))
  await page.goto(link)
  await page.getByText('● live').waitFor()
  const address = new URL(page.url())
  expect([address.pathname, address.hash]).toEqual(['/', ''])
  const ticket = link.slice(link.indexOf('#ticket=') + '#ticket='.length)
  expect(ticket.length).toBeGreaterThan(40)
  expect(asked.filter((text) => text.includes(ticket))).toEqual([])
  await page.goBack().catch(() => null)
  expect(page.url()).not.toContain(ticket)

  const late = await (await web.browser.newContext(options)).newPage()
  await late.goto(link)
  await late.getByText('The link to log in has been used, or is too old.').waitFor()
  expect(new URL(late.url()).hash).toBe('')
  expect(await seriousFaults(late)).toEqual([])
})

test('a browser that could not be logged out says so', { timeout: 60_000 }, async () => {
  const { page } = await logInAt(web.browser, web.world, '/')
  await page.route('**/auth.logout', (route) => route.fulfill({ status: 503 }))
  await page.getByRole('banner').getByRole('button', { name: 'Log out' }).click()
  expect(await page.getByRole('main').getByRole('alert').first().textContent()).not.toBe('')
  await page.unroute('**/auth.logout')
  await page.getByRole('banner').getByRole('button', { name: 'Log out' }).click()
  await page.getByRole('button', { name: 'Log in' }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/login')
})
