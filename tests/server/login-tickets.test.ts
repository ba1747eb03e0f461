import { clientOf } from '@clearway/testkit'
import { expect } from 'vitest'
import { asAttempt, fakeAgent } from './fake-agent.ts'
import { type HttpCall, httpCall, tokenOf } from './http-call.ts'
import { test as observedTest } from './observed-test.ts'
import { aQueue, queuedTasks } from './queued-tasks.ts'
import { keysOf, roleUsers } from './role-users.ts'

const test = observedTest.extend('settings', { scope: 'file' }, { users: roleUsers }).extend(
  'redeem',
  { scope: 'file' },
  ({ world }) =>
    (ticket: string, given: HttpCall = {}) =>
      httpCall(world.url, 'auth.redeem_ticket', { body: { ticket }, ...given }),
)

test('a ticket logs a browser in once, as the user who made it, by a cookie that no script reads', async ({
  world,
  api,
  redeem,
  observer,
}) => {
  const { ticket, expires_in: seconds } = await api.auth.create_ticket({})
  expect(seconds).toBe(300)
  // Only its hash is stored.
  expect(JSON.stringify(await observer.dump())).not.toContain(ticket)
  const { status, headers, data } = await redeem(ticket)
  expect(status).toBe(200)
  const [cookie = ''] = headers['set-cookie'] as readonly string[]
  expect(cookie).toMatch(/^clearml_token_basic=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/)
  const me = await httpCall(world.url, 'users.get_current_user', { body: {}, headers: { cookie: cookie.split(';')[0]! } })
  expect(me.data['user']).toEqual((await api.users.get_current_user({})).user)
  expect(data['token']).toEqual(expect.any(String))
  const again = await redeem(ticket)
  expect([again.status, again.code, again.headers['set-cookie']]).toEqual([401, 'ticket_not_valid', undefined])
  expect((await redeem('no ticket')).code).toBe('ticket_not_valid')
})

test('of several browsers that redeem a ticket at once, one is logged in', async ({ api, redeem }) => {
  const { ticket } = await api.auth.create_ticket({})
  const codes = (await Promise.all(Array.from({ length: 8 }, () => redeem(ticket)))).map(({ status }) => status)
  expect(codes.toSorted((a, b) => a - b)).toEqual([200, ...Array.from({ length: 7 }, () => 401)])
})

test('a page of another site cannot log a browser in, and no address can', async ({ world, api, redeem }) => {
  const { ticket } = await api.auth.create_ticket({})
  const refused: readonly HttpCall[] = [
    { headers: { origin: 'https://evil.example' } },
    { headers: { origin: 'null' } },
    { method: 'GET' },
    { method: 'GET', headers: { origin: world.url } },
  ]
  for (const given of refused) expect((await redeem(ticket, given)).code).toBe('cross_site')
  expect((await httpCall(world.url, `auth.redeem_ticket?ticket=${ticket}`, { method: 'GET' })).code).toBe('cross_site')
  expect((await redeem(ticket, { headers: { origin: world.url } })).status).toBe(200)
})

test('a cookie of a session that has ended keeps nobody from logging in', async ({ world, api, redeem }) => {
  const { ticket } = await api.auth.create_ticket({})
  const token = await tokenOf(world.url, world.connection)
  const cookie = `clearml_token_basic=${token}`
  await httpCall(world.url, 'auth.logout', { body: {}, headers: { authorization: `Bearer ${token}` } })
  for (const stale of [cookie, 'clearml_token_basic=of.another.server'])
    expect((await redeem('wrong', { headers: { cookie: stale, origin: world.url } })).code).toBe('ticket_not_valid')
  expect((await redeem(ticket, { headers: { cookie, origin: world.url } })).status).toBe(200)
})

test('a revoked key pair voids its tickets and ends the sessions that they began', async ({ world, api, redeem }) => {
  const { credentials } = await api.auth.create_credentials({})
  const own = clientOf({ url: world.url, accessKey: credentials.access_key, secretKey: credentials.secret_key })
  const [used, unused] = [(await own.auth.create_ticket({})).ticket, (await own.auth.create_ticket({})).ticket]
  const { data } = await redeem(used)
  const asUsed = () => httpCall(world.url, 'users.get_current_user', { body: {}, token: String(data['token']) })
  expect((await asUsed()).status).toBe(200)
  await api.auth.revoke_credentials({ access_key: credentials.access_key })
  expect((await redeem(unused)).code).toBe('ticket_not_valid')
  await expect.poll(async () => (await asUsed()).code).toBe('token_revoked')
})

test('neither a viewer nor the program of a task makes a ticket', async ({ world, api }) => {
  const viewer = clientOf({ url: world.url, ...keysOf('viewer') })
  await expect(viewer.auth.create_ticket({})).rejects.toMatchObject({ code: 'access_denied' })
  const queue = await aQueue(api)
  await queuedTasks(api, queue, 1)
  const agent = fakeAgent(api, 'tickets', { queues: [queue] })
  const lease = await agent.claimOne()
  await agent.start(lease)
  await expect(asAttempt(world.url, lease).auth.create_ticket({})).rejects.toMatchObject({ code: 'access_denied' })
})
