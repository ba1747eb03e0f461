import { AxeBuilder } from '@axe-core/playwright'
import sparticuz from '@sparticuz/chromium'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import type { World } from '@clearway/testkit'
import { expect } from 'vitest'

export async function openBrowser(): Promise<Browser> {
  // The package's own arguments are for a cloud function, and switch off the rules of origins that the tests are about.
  return chromium.launch({ executablePath: await sparticuz.executablePath(), args: ['--no-sandbox', '--disable-gpu'] })
}

export interface OpenedPage {
  readonly page: Page
  /** What went wrong in the page: uncaught errors, and what its policy refused. */
  readonly faults: readonly string[]
}

/** Opens an address as somebody who has not logged in, and logs in where the page asks for it. */
export async function logInAt(
  browser: Browser,
  { webUrl, connection }: Pick<World, 'webUrl' | 'connection'>,
  path: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({ locale: 'en-US', reducedMotion: 'reduce', viewport: { width: 1280, height: 720 }, ...options })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => void faults.push(error.message))
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) faults.push(message.text())
  })
  await page.goto(webUrl + path)
  await page.getByLabel('Name or access key').fill(connection.accessKey)
  await page.getByLabel('Password or secret key').fill(connection.secretKey)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByText('● live').waitFor()
  expect(new URL(page.url()).pathname).toBe(path)
  return { page, faults }
}

/** What axe finds serious on a page: the rule, and the elements that break it. `rules` limits it to some. */
export async function seriousFaults(
  page: Page,
  rules: readonly string[] = [],
): Promise<readonly (readonly [rule: string, elements: readonly string[]])[]> {
  // In this mode axe needs no second page. It does not look into the sandboxed frames of plots, whose content is the reporting program's.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  const { violations } = await (rules.length === 0 ? axe : axe.withRules([...rules])).analyze()
  return violations.flatMap(({ id, impact, nodes }) =>
    impact === 'serious' || impact === 'critical' ? [[id, nodes.map(({ html }) => html)] as const] : [],
  )
}
