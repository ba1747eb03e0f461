import type { Browser, Page } from 'playwright-core'
import { logInAt } from '../../tests/web/browser.ts'
import type { World } from '../worlds.ts'

/** Opens the web app in a browser context of its own, logged in. */
export async function openPage(browser: Browser, { server: { connection } }: World): Promise<Page> {
  // The app's policy would refuse the measurements' own scripts.
  return (await logInAt(browser, { webUrl: connection.url, connection }, '/', { bypassCSP: true })).page
}
