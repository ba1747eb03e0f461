import { isDeepStrictEqual } from 'node:util'
import type { World } from '@clearway/testkit'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { seriousFaults } from './browser.ts'

/** Stores a file at the server and answers its address. */
export async function upload(world: World, path: string, content: Uint8Array<ArrayBuffer>, type: string): Promise<string> {
  const form = new FormData()
  form.set(path, new File([content], path.slice(path.lastIndexOf('/') + 1), { type }))
  const authorization = `Basic ${btoa(`${world.connection.accessKey}:${world.connection.secretKey}`)}`
  const { status } = await fetch(`${world.url}/files`, { method: 'POST', body: form, headers: { authorization } })
  expect(status).toBe(200)
  return `${world.url}/files/${path}`
}

/** What can be pressed and is less than 24 pixels wide or high: apart from links in texts and the numbers of lines. A box counts with its label. */
export function smallTargets(page: Page): Promise<string[]> {
  return page.locator('button:not(.no), a.button, select, input:not([role="switch"])').evaluateAll((found) =>
    found.flatMap((element) => {
      const { width, height } = (element.closest('label') ?? element).getBoundingClientRect()
      const isSmall = width > 1 && height > 1 && (width < 23.5 || height < 23.5)
      return isSmall ? [`${element.getAttribute('aria-label') ?? element.textContent} ${width}×${height}`] : []
    }),
  )
}

/** The buttons of which a part of their words is out of sight. */
export function cutOffButtons(page: Page): Promise<string[]> {
  return page
    .locator('button')
    .evaluateAll((found) =>
      found.flatMap((button) =>
        [button, ...button.querySelectorAll('*')].some(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
          ? [button.textContent]
          : [],
      ),
    )
}

/** What axe finds of weight, in dark and in light colours. */
export async function faultsInBothSchemes(page: Page): Promise<unknown[]> {
  const found: unknown[] = []
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect.poll(() => page.locator('html').getAttribute('data-mantine-color-scheme')).toBe(colorScheme)
    found.push(...(await seriousFaults(page)).map((fault) => [colorScheme, ...fault]))
  }
  return found
}

/** Waits until nothing is wider than the window. */
export async function expectNoWiderThanWindow(page: Page): Promise<void> {
  await expect.poll(() => page.locator('html').evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(0)
}

/** Waits until each of these buttons is disabled, with this reason as its title: who the user is, a page knows a moment after its rows. */
export async function expectRefused(page: Page, names: readonly string[], why: string): Promise<void> {
  for (const name of names) {
    const button = page.getByRole('button', { name, exact: true }).first()
    await expect.poll(async () => [name, await button.isDisabled(), await button.getAttribute('title')]).toEqual([name, true, why])
  }
}

/** Reads where something is until nothing has moved for some frames. */
export async function atRest<Place>(page: Page, read: () => Promise<Place>): Promise<Place> {
  const frames = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))'
  let place = await read()
  await expect
    .poll(async () => {
      const before = place
      await page.evaluate(frames)
      place = await read()
      return isDeepStrictEqual(place, before)
    })
    .toBe(true)
  return place
}
