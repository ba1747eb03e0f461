import { database, freePort, startServer, type World, type WorldOptions } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { type HttpAnswer, httpCall, tokenOf } from './http-call.ts'

const host = 'clearway.example'
const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': host, 'x-forwarded-for': '203.0.113.7' }

const start = (settings: NonNullable<WorldOptions['settings']>): Promise<World> => startServer(database, { settings })
function logIn({ url, connection }: Pick<World, 'url' | 'connection'>, headers: Readonly<Record<string, string>>): Promise<HttpAnswer> {
  const authorization = `Basic ${Buffer.from(`${connection.accessKey}:${connection.secretKey}`).toString('base64')}`
  return httpCall(url, 'auth.login', { body: {}, headers: { ...headers, authorization } })
}
async function writeByCookie(world: Pick<World, 'url' | 'connection'>, headers: Readonly<Record<string, string>>): Promise<HttpAnswer> {
  const cookie = `clearml_token_basic=${await tokenOf(world.url, world.connection)}`
  return httpCall(world.url, 'tasks.create', { body: { name: 'from a page' }, headers: { ...headers, cookie } })
}

test('the cookie is Secure behind a trusted proxy with TLS, and headers of other proxies are ignored', async () => {
  await using open = await start({})
  expect(String((await logIn(open, forwarded)).headers['set-cookie'])).not.toContain('Secure')
  expect((await writeByCookie(open, { ...forwarded, origin: `https://${host}` })).code).toBe('cross_site')

  await using behind = await start({ trustedHops: 1 })
  expect(String((await logIn(behind, forwarded)).headers['set-cookie'])).toContain('Secure')
  expect(String((await logIn(behind, { ...forwarded, 'x-forwarded-proto': 'http' })).headers['set-cookie'])).not.toContain('Secure')
  expect((await writeByCookie(behind, { ...forwarded, origin: `https://${host}` })).status).toBe(200)
  expect((await writeByCookie(behind, { ...forwarded, origin: 'https://evil.example' })).code).toBe('cross_site')
})

test('a public address with TLS makes the cookie Secure and its page same-origin, whatever headers the proxy sends', async () => {
  const port = await freePort()
  await using served = await start({ publicUrl: `https://${host}`, port })
  const url = `http://127.0.0.1:${port}`
  const world = { ...served, url }
  expect(String((await logIn(world, {})).headers['set-cookie'])).toContain('Secure')
  expect((await writeByCookie(world, { origin: `https://${host}` })).status).toBe(200)
  expect((await writeByCookie(world, { origin: 'https://evil.example' })).code).toBe('cross_site')
})

test('wrong passwords are counted by the address that the last trusted proxy saw', async () => {
  await using world = await start({ trustedHops: 1, loginLimit: 2 })
  const wrong = (from: string): Promise<HttpAnswer> =>
    httpCall(world.url, 'auth.login', {
      headers: { 'x-forwarded-for': from, authorization: `Basic ${Buffer.from(`nobody-${crypto.randomUUID()}:wrong`).toString('base64')}` },
    })
  // The addresses before the last one are claims of the caller.
  for (const claimed of ['10.0.0.1', '10.0.0.2']) expect((await wrong(`${claimed}, 203.0.113.7`)).code).toBe('invalid_credentials')
  expect((await wrong('10.0.0.3, 203.0.113.7')).code).toBe('too_many_requests')
  expect((await wrong('10.0.0.3, 203.0.113.8')).code).toBe('invalid_credentials')
})
