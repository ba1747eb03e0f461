import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'

test('the page is sent for addresses of pages alone, and its files compressed and for ever', async ({ world }) => {
  const get = (path: string, accept: string, more = {}) => fetch(world.webUrl + path, { headers: { accept, ...more } })
  const page = await get('/runs/any?step=one', 'text/html,*/*')
  const html = await page.text()
  expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store'])
  const nonce = /csp-nonce" content="([^"]+)"/.exec(html)?.[1] ?? 'none'
  expect(page.headers.get('content-security-policy')).toContain(`style-src 'self' 'nonce-${nonce}'`)
  expect(await (await get('/', 'text/html')).text()).not.toContain(nonce)
  // Who is not logged in is not told how much is going on.
  expect(html).toContain('name="changes-after" content=""')

  const script = /src="(\/assets\/[^"]+\.js)"/.exec(html)?.[1] ?? ''
  for (const [asked, given] of [
    ['br, gzip', 'br'],
    ['gzip', 'gzip'],
    ['identity', null],
  ] as const) {
    const { status, headers } = await get(script, '*/*', { 'accept-encoding': asked })
    expect([status, headers.get('content-encoding'), headers.get('content-type'), headers.get('cache-control')]).toEqual([
      200,
      given,
      'text/javascript; charset=utf-8',
      'public, max-age=31536000, immutable',
    ])
  }
  const frame = await get('/plot-frame/index.html', 'text/html')
  expect(frame.headers.get('content-security-policy')).toMatch(/^sandbox allow-scripts; default-src 'none'/)

  for (const [path, accept] of [
    ['/tasks', 'application/json'],
    ['/index.html', 'text/html'],
    ['/nonsense.action', 'text/html'],
    ['/assets/..%2f..%2fpackage.json', '*/*'],
    ['/files/nothing', 'text/html'],
  ] as const) {
    const { status, headers } = await get(path, accept)
    expect([path, status >= 400, headers.get('content-type')]).toEqual([path, true, 'application/json; charset=utf-8'])
  }
})
