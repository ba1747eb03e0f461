import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Connection } from '@clearway/contract'
import { clientOf, database, startServer, startServerProcess } from '@clearway/testkit'
import { expect } from 'vitest'
import { observe } from './dump.ts'
import { type HttpAnswer, type HttpCall, httpCall, tokenOf } from './http-call.ts'
import { aTask } from './queued-tasks.ts'
import { keysOf, roleUsers } from './role-users.ts'
import { test as observedTest } from './observed-test.ts'

const day = 86_400
const ada = { id: 'ada', name: 'Ada', role: 'user', password: 'correct horse: battery' } as const
const hidden = { id: 'hidden', name: 'Hidden', role: 'user', accessKey: 'HIDDENKEY', secretKey: 'hidden secret', listed: false } as const

const basic = (key: string, secret: string): string => `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`
const claimsOf = (token: unknown): Record<string, unknown> =>
  JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>
const lifetime = (token: unknown): number => Number(claimsOf(token)['exp']) - Number(claimsOf(token)['iat'])

const test = observedTest
  .extend('settings', { scope: 'file' }, { users: [...roleUsers, ada, hidden] })
  .extend('own', { scope: 'file' }, ({ world }) => basic(world.connection.accessKey, world.connection.secretKey))
  .extend(
    'call',
    { scope: 'file' },
    ({ world }) =>
      (path: string, headers: Readonly<Record<string, string>>, given: HttpCall = {}): Promise<HttpAnswer> =>
        httpCall(world.url, path, { body: {}, ...given, headers }),
  )
  .extend(
    'logIn',
    { scope: 'file' },
    ({ call }) =>
      (authorization: string, body: object = {}): Promise<HttpAnswer> =>
        call('auth.login', { authorization }, { body }),
  )

test('a key pair, a name with its password and an older token are each exchanged for a token', async ({ world, own, call, logIn }) => {
  const first = await logIn(own)
  for (const authorization of [own, basic('Ada', ada.password), `Bearer ${String(first.data['token'])}`]) {
    const { status, data } = await logIn(authorization)
    expect(status).toBe(200)
    expect((await call('users.get_current_user', { authorization: `Bearer ${String(data['token'])}` })).status).toBe(200)
  }
  const asAda = await tokenOf(world.url, { accessKey: 'Ada', secretKey: ada.password })
  expect((await call('users.get_current_user', { authorization: `Bearer ${asAda}` })).data['user']).toMatchObject({
    id: 'ada',
    name: 'Ada',
    role: 'user',
  })
  // A call with a key pair needs no token.
  expect((await call('users.get_current_user', { authorization: own })).status).toBe(200)
})

test('a token says what ClearML’s clients read in it, and lasts so long that its agents need not log in at each call', async ({
  world,
  own,
  logIn,
}) => {
  const { data } = await logIn(own)
  expect(claimsOf(data['token'])).toMatchObject({
    auth_type: 'Bearer',
    api_version: '2.34',
    server_version: expect.any(String),
    env: expect.any(String),
    feature_set: 'basic',
    session_id: expect.any(String),
    identity: {
      user: expect.any(String),
      company: 'd1bd92a3b039400cbafc60a7a5b1e52b',
      role: 'admin',
      user_name: 'clearway',
      company_name: 'clearway',
    },
  })
  expect(lifetime(data['token'])).toBe(30 * day)
  expect(lifetime((await logIn(own, { expiration_sec: 3600 })).data['token'])).toBe(3600)
  expect(
    lifetime(
      (await httpCall(world.url, 'auth.login?expiration_sec=7200', { method: 'GET', headers: { authorization: own } })).data['token'],
    ),
  ).toBe(7200)
  expect(lifetime((await logIn(own, { expiration_sec: 10_000 * day })).data['token'])).toBe(365 * day)
})

test('an expired, altered or foreign token is refused', async ({ world, own, call, logIn }) => {
  const { data } = await logIn(own, { expiration_sec: 1 })
  const authorization = `Bearer ${String(data['token'])}`
  await expect.poll(async () => (await call('server.info', { authorization })).code, { timeout: 10_000 }).toBe('invalid_token')
  const token = await tokenOf(world.url, world.connection)
  const [head, payload, signature] = token.split('.') as [string, string, string]
  const grown = Buffer.from(JSON.stringify({ ...claimsOf(token), exp: 9_999_999_999 })).toString('base64url')
  for (const altered of [
    `${head}.${grown}.${signature}`,
    `${head}.${payload}.${signature.slice(0, -4)}AAAA`,
    `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`,
  ])
    expect((await call('server.info', { authorization: `Bearer ${altered}` })).code).toBe('invalid_token')
  await using other = await startServer(database)
  expect((await httpCall(other.url, 'server.info', { body: {}, token })).code).toBe('invalid_token')
  expect((await call('server.info', { authorization: `Bearer ${token}` })).status).toBe(200)
})

test('a logged-out token is refused at once, with the reason', async ({ world, own, call, logIn }) => {
  const token = await tokenOf(world.url, world.connection)
  const other = await tokenOf(world.url, world.connection)
  const authorization = `Bearer ${token}`
  expect((await call('auth.validate_token', { authorization: own }, { body: { token } })).data).toMatchObject({
    valid: true,
    user: expect.any(String),
    company: expect.any(String),
  })
  expect((await call('auth.logout', { authorization })).status).toBe(200)
  expect((await call('server.info', { authorization })).code).toBe('token_revoked')
  expect((await logIn(authorization)).code).toBe('token_revoked')
  expect((await call('auth.validate_token', { authorization: own }, { body: { token } })).data).toEqual({ valid: false, msg: 'revoked' })
  expect((await call('server.info', { authorization: `Bearer ${other}` })).status).toBe(200)
})

test('a key pair is shown once, and when it is revoked every token made with it is void', async ({ world, own, call, logIn }) => {
  const { data } = await call('auth.create_credentials', { authorization: own }, { body: { label: 'for a machine' } })
  const { access_key, secret_key } = data['credentials'] as { access_key: string; secret_key: string }
  const token = await tokenOf(world.url, { accessKey: access_key, secretKey: secret_key })
  const again = (await logIn(`Bearer ${token}`)).data['token']
  const listed = await call('auth.get_credentials', { authorization: own })
  expect(listed.data['credentials']).toContainEqual({
    access_key,
    label: 'for a machine',
    created: expect.any(String),
    last_used: expect.any(String),
    last_used_from: expect.any(String),
  })
  expect(listed.text).not.toContain(secret_key)

  expect((await call('auth.revoke_credentials', { authorization: basic('Ada', ada.password) }, { body: { access_key } })).code).toBe(
    'credential_not_found',
  )
  expect((await call('auth.revoke_credentials', { authorization: own }, { body: { access_key } })).data).toEqual({ revoked: 1 })
  for (const one of [token, again])
    expect((await call('server.info', { authorization: `Bearer ${String(one)}` })).code).toBe('token_revoked')
  expect((await logIn(basic(access_key, secret_key))).code).toBe('invalid_credentials')
  expect((await call('auth.revoke_credentials', { authorization: own }, { body: { access_key } })).code).toBe('credential_not_found')
})

test('a password is stored as a PHC string of scrypt, and is needed to log in by a name', async ({ observer, logIn }) => {
  const [row] = await observer.rows(`select password from "user" where id = 'ada'`)
  expect(row?.['password']).toMatch(/^\$scrypt\$ln=\d+,r=\d+,p=\d+\$[A-Za-z\d+/]{22}\$[A-Za-z\d+/]{43}$/)
  for (const [name, password] of [
    ['Ada', 'wrong'],
    ['Ada', ''],
    ['ada', ada.password],
    ['clearway', ''],
    ['Hidden', 'hidden secret'],
    ['nobody', 'x'],
  ] as const)
    expect([name, (await logIn(basic(name, password))).code]).toEqual([name, 'invalid_credentials'])
})

test('a page’s login sets a cookie that scripts cannot read, and logging out removes it', async ({ world, call, logIn }) => {
  const answer = await logIn(basic('Ada', ada.password))
  const [cookie = ''] = answer.headers['set-cookie'] ?? []
  expect(cookie).toMatch(/^clearml_token_basic=[^;]+; .*HttpOnly/)
  expect(cookie).toContain('SameSite=Lax')
  expect(cookie).toContain('Path=/')
  const kept = { cookie: cookie.split(';')[0]! }
  expect((await call('users.get_current_user', kept, { method: 'GET' })).data['user']).toMatchObject({ id: 'ada' })
  const origin = world.url
  const out = await call('auth.logout', { ...kept, origin })
  expect([out.status, String(out.headers['set-cookie'])]).toEqual([200, expect.stringMatching(/^clearml_token_basic=;/)])
  expect((await call('users.get_current_user', kept, { method: 'GET' })).code).toBe('token_revoked')
})

test('a cookie writes by POST from the same origin alone; a header writes by any method', async ({ world, call }) => {
  const token = await tokenOf(world.url, world.connection)
  const cookie = { cookie: `clearml_token_basic=${token}` }
  const body = { name: 'written by a cookie' }
  const refused: readonly (readonly [string, Record<string, string>])[] = [
    ['GET', cookie],
    ['PUT', { ...cookie, origin: world.url }],
    ['GET', { ...cookie, origin: world.url }],
    ['POST', cookie],
    ['POST', { ...cookie, origin: 'https://evil.example' }],
    ['POST', { ...cookie, origin: 'null' }],
    ['POST', { ...cookie, origin: world.url.replace('127.0.0.1', 'localhost') }],
  ]
  for (const [method, headers] of refused)
    expect([method, headers['origin'], (await call('tasks.create', headers, { method, body })).code]).toEqual([
      method,
      headers['origin'],
      'cross_site',
    ])
  expect((await call('tasks.get_all', { ...cookie, 'sec-fetch-site': 'cross-site' }, { method: 'GET' })).code).toBe('cross_site')
  expect((await world.api.tasks.get_all({ name: 'written by a cookie' })).tasks).toEqual([])
  expect((await call('tasks.create', { ...cookie, origin: world.url }, { body })).status).toBe(200)
  expect((await call('tasks.get_all', { ...cookie, 'sec-fetch-site': 'same-origin' }, { method: 'GET' })).status).toBe(200)
  for (const method of ['GET', 'PUT', 'POST'])
    expect([
      method,
      (
        await call(
          'tasks.create',
          { authorization: `Bearer ${token}`, origin: 'https://evil.example' },
          { method, body: { name: `by ${method}` } },
        )
      ).status,
    ]).toEqual([method, 200])
})

test('other origins may not read answers, unless they are configured', async ({ own, call }) => {
  const answer = await call('server.info', { authorization: own, origin: 'https://evil.example' })
  expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  await using open = await startServer(database, { settings: { origins: 'https://good.example' } })
  const asked = await httpCall(open.url, 'server.info', {
    method: 'OPTIONS',
    headers: { origin: 'https://good.example', 'access-control-request-method': 'POST' },
  })
  expect([asked.status, asked.headers['access-control-allow-origin']]).toEqual([204, 'https://good.example'])
  const resumed = await httpCall(open.url, 'changes.stream', {
    method: 'OPTIONS',
    headers: {
      origin: 'https://good.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,last-event-id',
    },
  })
  expect([resumed.status, resumed.headers['access-control-allow-headers']]).toEqual([204, expect.stringContaining('last-event-id')])
  const refused = await httpCall(open.url, 'server.info', { body: {}, headers: { origin: 'https://good.example' } })
  expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([401, 'https://good.example'])
  const stream = await fetch(`${open.url}/changes.stream`, {
    method: 'POST',
    headers: { origin: 'https://good.example', authorization: basic(open.connection.accessKey, open.connection.secretKey) },
  })
  await stream.body?.cancel()
  expect([stream.status, stream.headers.get('access-control-allow-origin')]).toEqual([200, 'https://good.example'])
  const foreign = await httpCall(open.url, 'server.info', {
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
  })
  expect(foreign.headers['access-control-allow-origin']).toBeUndefined()
})

test('an unlisted user can log in and is in no list', async ({ world, call }) => {
  const token = await tokenOf(world.url, hidden)
  expect((await call('users.get_current_user', { authorization: `Bearer ${token}` })).data['user']).toMatchObject({ id: 'hidden' })
  const { users } = await world.api.users.get_all({})
  expect(users.map(({ id }) => id)).toEqual(expect.arrayContaining(['ada', 'user-viewer']))
  expect(users.map(({ id }) => id)).not.toContain('hidden')
})

test('programs whose keys are gone, such as those of deleted attempts, keep nobody at their address from logging in', async () => {
  await using guarded = await startServer(database, { settings: { loginLimit: 3, users: [ada] } })
  const attempt = async (key: string, secret: string): Promise<HttpAnswer> =>
    httpCall(guarded.url, 'users.get_current_user', { body: {}, headers: { authorization: basic(key, secret) } })
  const gone = 'A5'.repeat(20)
  const codes = [] as unknown[]
  for (let calls = 0; calls < 5; calls++) codes.push((await attempt(gone, 'secret')).code)
  expect(codes).toEqual(['invalid_credentials', 'invalid_credentials', 'invalid_credentials', 'too_many_requests', 'too_many_requests'])
  expect((await attempt('Ada', ada.password)).status).toBe(200)
})

test('too many wrong passwords, also at the same time, delay logins from an address, but not calls with a valid key', async () => {
  await using guarded = await startServer(database, { settings: { loginLimit: 3, users: [ada] } })
  const { accessKey, secretKey } = guarded.connection
  const attempt = (name: string, secret: string): Promise<HttpAnswer> =>
    httpCall(guarded.url, 'auth.login', { headers: { authorization: basic(name, secret) } })
  const token = await tokenOf(guarded.url, guarded.connection)
  const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => attempt(n % 2 === 0 ? 'Ada' : 'nobody', `wrong ${n}`)))
  expect(answers.filter(({ code }) => code === 'invalid_credentials')).toHaveLength(3)
  expect(answers.filter(({ code }) => code === 'too_many_requests')).toHaveLength(37)
  const refused = await attempt('Ada', ada.password)
  expect([refused.status, refused.code, Number(refused.headers['retry-after'])]).toEqual([
    429,
    'too_many_requests',
    expect.toSatisfy((seconds: number) => seconds > 0 && seconds <= 60),
  ])
  expect((await attempt(accessKey, secretKey)).status).toBe(200)
  expect((await attempt(accessKey, 'wrong')).code).toBe('invalid_credentials')
  expect((await httpCall(guarded.url, 'server.info', { body: {}, token })).status).toBe(200)
})

test('tokens and revocations survive a restart', { timeout: 60_000 }, async () => {
  await using fresh = await database.fresh()
  const settings = { users: [...roleUsers, ada] }
  const first = await startServerProcess(fresh, { settings })
  const { url } = first.connection
  const [kept, out, byPassword, asViewer] = [
    await tokenOf(url, first.connection),
    await tokenOf(url, first.connection),
    await tokenOf(url, { accessKey: 'Ada', secretKey: ada.password }),
    await tokenOf(url, keysOf('viewer')),
  ]
  await httpCall(url, 'auth.logout', { body: {}, token: out })
  const { data: made } = await httpCall(url, 'auth.create_credentials', { body: { label: 'made by Ada' }, token: byPassword })
  const own = made['credentials'] as { readonly access_key: string; readonly secret_key: string }
  const byOwnKey = await tokenOf(url, { accessKey: own.access_key, secretKey: own.secret_key })
  await first.kill()

  // The configuration no longer names Ada, and the viewer has another role and key.
  const changed = { users: [{ ...roleUsers.find(({ role }) => role === 'viewer')!, role: 'user', accessKey: 'ANOTHERKEY' }] }
  await using second = await startServerProcess(fresh, { settings: changed })
  expect(second.connection).toMatchObject({ accessKey: first.connection.accessKey, secretKey: first.connection.secretKey })
  const codeOf = async (token: string): Promise<string | undefined> =>
    (await httpCall(second.connection.url, 'server.info', { body: {}, token })).code
  expect([await codeOf(kept), await codeOf(out), await codeOf(byPassword), await codeOf(byOwnKey), await codeOf(asViewer)]).toEqual([
    undefined,
    'token_revoked',
    'token_revoked',
    'token_revoked',
    'token_revoked',
  ])
  const refused = async (key: string, secret: string): Promise<string | undefined> =>
    (await httpCall(second.connection.url, 'auth.login', { headers: { authorization: basic(key, secret) } })).code
  expect([
    await refused('Ada', ada.password),
    await refused(own.access_key, own.secret_key),
    await refused(keysOf('viewer').accessKey, keysOf('viewer').secretKey),
    await refused('ANOTHERKEY', keysOf('viewer').secretKey),
  ]).toEqual(['invalid_credentials', 'invalid_credentials', 'invalid_credentials', undefined])
  const api = clientOf({ url: second.connection.url, accessKey: 'ANOTHERKEY', secretKey: keysOf('viewer').secretKey })
  expect(await aTask(api)).toMatch(/^[0-9a-f]{32}$/)
})

test('no secret is stored in the database in plain text, nor written to the most detailed log', { timeout: 60_000 }, async () => {
  await using fresh = await database.fresh()
  const program = join(import.meta.dirname, '../../packages/testkit/src/server-process.ts')
  const settings = {
    host: '127.0.0.1',
    port: 0,
    data: fresh.folder,
    database: fresh.url,
    logLevel: 'trace',
    users: [...roleUsers, ada],
    strict: true,
  }
  const child = spawn(process.execPath, [program, JSON.stringify(settings)], { stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (log += text))
  try {
    await expect.poll(() => log, { timeout: 30_000 }).toContain('listening on')
    const connection = JSON.parse(await readFile(join(fresh.folder, 'connection.json'), 'utf8')) as Connection
    const { url } = connection
    const token = await tokenOf(url, connection)
    const { data } = await httpCall(url, 'auth.create_credentials', { body: { label: 'x' }, token })
    const { secret_key } = data['credentials'] as { secret_key: string }
    const ticketOf = async () => String((await httpCall(url, 'auth.create_ticket', { body: {}, token })).data['ticket'])
    const [ticket, unused] = [await ticketOf(), await ticketOf()]
    expect((await httpCall(url, 'auth.redeem_ticket', { body: { ticket } })).status).toBe(200)
    const given = 'a password that was given'
    const { data: added } = await httpCall(url, 'auth.create_user', { body: { name: 'Bea', password: given }, token })
    await httpCall(url, 'auth.edit_user', { body: { user: added['id'], password: `${given} later` }, token })
    // A call in another user's name is recorded with both.
    const actingFor = { 'x-clearml-impersonate-as': 'ada' }
    await httpCall(url, 'tasks.create', { body: { name: 'for Ada', type: 'training' }, token, headers: actingFor })
    expect(log).toMatch(
      /"action":"tasks.create",.*"user":"ada","name":"Ada","by":"0{31}1","byName":"clearway","msg":"In another user’s name"/,
    )
    const wrong = 'a wrong secret that was tried'
    for (const given of [
      { headers: { authorization: basic(connection.accessKey, wrong) } },
      { headers: { authorization: `Bearer ${token}x` } },
      { headers: { cookie: `clearml_token_basic=${token}` } },
    ])
      await httpCall(url, 'tasks.create', { body: { name: 1 }, ...given })
    await httpCall(url, 'auth.validate_token', { body: { token }, token })
    await tokenOf(url, { accessKey: 'Ada', secretKey: ada.password })
    await using observer = await observe(fresh)
    const stored = JSON.stringify(await observer.dump())
    for (const secret of [connection.secretKey, secret_key, token, ticket, unused, wrong, given, ada.password, keysOf('user').secretKey]) {
      expect(log).not.toContain(secret)
      expect(stored).not.toContain(secret)
    }
    expect(log.length).toBeGreaterThan(100)
  } finally {
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
})
