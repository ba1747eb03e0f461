import type { Role } from '@clearway/contract'
import { clientOf, database, startServerProcess } from '@clearway/testkit'
import { expect } from 'vitest'
import { asAttempt, fakeAgent } from './fake-agent.ts'
import { type HttpAnswer, httpCall, tokenOf } from './http-call.ts'
import { aQueue, aTask, queuedTasks } from './queued-tasks.ts'
import { keysOf, roleUsers } from './role-users.ts'
import { test as observedTest } from './observed-test.ts'

const password = 'long enough'
const basic = (name: string, secret: string): string => `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`

const test = observedTest
  .extend('settings', { scope: 'file' }, { users: roleUsers })
  .extend(
    'as',
    { scope: 'file' },
    ({ world }) =>
      (role: Role) =>
        clientOf({ url: world.url, ...keysOf(role) }),
  )
  /** Who a call's credentials stand for, or how it is refused. */
  .extend('whoIs', { scope: 'file' }, ({ world }) => async (headers: Readonly<Record<string, string>>): Promise<unknown> => {
    const { code, data } = await httpCall(world.url, 'users.get_current_user', { body: {}, headers })
    return code ?? (data['user'] as { readonly name: string }).name
  })
  /** Calls in the name of another user, as the first user. */
  .extend(
    'inNameOf',
    { scope: 'file' },
    ({ world, token }) =>
      (user: string, action: string, body: object = {}, header = 'x-clearml-impersonate-as'): Promise<HttpAnswer> =>
        httpCall(world.url, action, { body, token, headers: { [header]: user } }),
  )

test('a user whom an administrator adds logs in by name and password, with the role that an edit gives at once', async ({
  world,
  api,
  whoIs,
}) => {
  const { id } = await api.auth.create_user({ name: 'Ana', email: 'ana@example.org', role: 'viewer', password, given_name: 'Ana' })
  const ana = clientOf({ url: world.url, accessKey: 'Ana', secretKey: password })
  await expect(ana.tasks.create({ name: 'by a viewer', type: 'training' })).rejects.toMatchObject({ code: 'access_denied' })
  expect(await api.auth.edit_user({ user: id, role: 'user' })).toEqual({ updated: 1, fields: { role: 'user' } })
  await aTask(ana)
  expect((await ana.users.get_current_user({})).user).toMatchObject({ id, role: 'user', email: 'ana@example.org', given_name: 'Ana' })
  expect((await api.users.get_all({ id: [id] })).users).toEqual([
    expect.objectContaining({ id, name: 'Ana', role: 'user', configured: false, email: 'ana@example.org' }),
  ])
  // Another password ends what began by the former one.
  const token = await tokenOf(world.url, { accessKey: 'Ana', secretKey: password })
  await api.auth.edit_user({ user: id, password: 'another password' })
  expect(await whoIs({ authorization: `Bearer ${token}` })).toBe('token_revoked')
  expect(await whoIs({ authorization: basic('Ana', password) })).toBe('invalid_credentials')
  expect(await whoIs({ authorization: basic('Ana', 'another password') })).toBe('Ana')
  // The user sets the next one, and stays logged in where it is set.
  const own = await tokenOf(world.url, { accessKey: 'Ana', secretKey: 'another password' })
  const other = await tokenOf(world.url, { accessKey: 'Ana', secretKey: 'another password' })
  const set = async (body: object) => (await httpCall(world.url, 'auth.set_password', { body, token: own })).code
  expect(await set({ password })).toBe('wrong_password')
  expect(await set({ password, current: 'a wrong one' })).toBe('wrong_password')
  expect(await set({ password, current: 'another password' })).toBeUndefined()
  expect(await Promise.all([own, other].map((one) => whoIs({ authorization: `Bearer ${one}` })))).toEqual(['Ana', 'token_revoked'])
  expect(await whoIs({ authorization: basic('Ana', password) })).toBe('Ana')
  await api.auth.edit_user({ user: id, password: null })
  expect(await whoIs({ authorization: basic('Ana', password) })).toBe('invalid_credentials')
})

test('names and addresses are unique, also when they are given at the same time', async ({ api }) => {
  const answers = await Promise.allSettled(Array.from({ length: 5 }, () => api.auth.create_user({ name: 'Bea', email: 'bea@example.org' })))
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'user_exists', details: { field: 'name' } } })
  const { id } = await api.auth.create_user({ name: 'Cleo' })
  for (const [edit, field] of [
    [() => api.auth.edit_user({ user: id, name: 'Bea' }), 'name'],
    [() => api.users.update({ user: id, name: 'A viewer' }), 'name'],
    [() => api.users.update({ user: id, email: 'bea@example.org' }), 'email'],
  ] as const)
    await expect(edit()).rejects.toMatchObject({ code: 'user_exists', details: { field } })
  // An edit changes all that it names, or nothing.
  await expect(api.auth.edit_user({ user: id, role: 'viewer', email: 'bea@example.org' })).rejects.toMatchObject({ code: 'user_exists' })
  expect((await api.users.get_by_id({ user: id })).user.role).toBe('user')
  const edited = { role: 'viewer', email: 'cleo@example.org', given_name: 'Cleo' } as const
  expect(await api.auth.edit_user({ user: id, ...edited })).toEqual({ updated: 1, fields: edited })
  expect((await api.users.get_by_id({ user: id })).user).toMatchObject(edited)
  await expect(api.auth.create_user({ name: 'Dora', company: 'another' })).rejects.toMatchObject({ code: 'other_company' })
})

test('a link logs a new user in once, for a day, unless the key or the rights of its maker end', async ({ world, api, as }) => {
  const { id } = await api.auth.create_user({ name: 'Linked' })
  const redeem = async (ticket: string) => (await httpCall(world.url, 'auth.redeem_ticket', { body: { ticket } })).data['token']
  const { credentials } = await api.auth.create_credentials({})
  const own = clientOf({ url: world.url, accessKey: credentials.access_key, secretKey: credentials.secret_key })
  const [first, second] = [await own.auth.create_ticket({ user: id }), await own.auth.create_ticket({ user: id })]
  expect(first.expires_in).toBe(86_400)
  const token = String(await redeem(first.ticket))
  await own.auth.revoke_credentials({ access_key: credentials.access_key })
  // The session is the new user's own by now.
  expect((await httpCall(world.url, 'users.get_current_user', { body: {}, token })).data['user']).toMatchObject({ id, name: 'Linked' })
  expect(await redeem(second.ticket)).toBeUndefined()
  await expect(as('user').auth.create_ticket({ user: id })).rejects.toMatchObject({ code: 'access_denied' })
  await expect(as('admin').auth.create_ticket({ user: 'user-root' })).rejects.toMatchObject({ code: 'role_above_own' })
})

test('what the configuration says of a user is refused by name, and what it does not say can be edited', async ({ api, as }) => {
  const user = 'user-viewer'
  for (const [edit, field] of [
    [() => api.auth.edit_user({ user, role: 'admin' }), 'role'],
    [() => api.auth.edit_user({ user, password }), 'password'],
    [() => api.users.update({ user, name: 'Another' }), 'name'],
    [() => api.users.delete({ user }), 'user'],
  ] as const)
    await expect(edit()).rejects.toMatchObject({ code: 'user_is_configured', details: { user, setting: 'users', field } })
  await expect(as('user').auth.set_password({ password })).rejects.toMatchObject({ code: 'user_is_configured' })
  expect(await api.users.update({ user, email: 'viewer@example.org' })).toEqual({ updated: 1, fields: { email: 'viewer@example.org' } })
  expect((await api.users.get_by_id({ user })).user.email).toBe('viewer@example.org')
  await api.users.update({ user, email: '' })
  expect((await api.users.get_by_id({ user })).user).not.toHaveProperty('email')
})

test('a deleted user’s keys, sessions and tickets end at once, and what the user made keeps the name', async ({ world, api, whoIs }) => {
  const { id } = await api.auth.create_user({ name: 'Gone', password })
  const gone = clientOf({ url: world.url, accessKey: 'Gone', secretKey: password })
  const { credentials } = await gone.auth.create_credentials({})
  const key = { accessKey: credentials.access_key, secretKey: credentials.secret_key }
  const tokens = [await tokenOf(world.url, { accessKey: 'Gone', secretKey: password }), await tokenOf(world.url, key)]
  const { ticket } = await gone.auth.create_ticket({})
  const task = await aTask(gone)
  const queue = await aQueue(gone)
  await queuedTasks(gone, queue, 1)
  const agent = fakeAgent(gone, 'of-gone', { queues: [queue] })
  const lease = await agent.claimOne()
  await agent.start(lease)
  await api.users.delete({ user: id })
  for (const token of tokens) expect(await whoIs({ authorization: `Bearer ${token}` })).toBe('token_revoked')
  for (const [name, secret] of [
    ['Gone', password],
    [key.accessKey, key.secretKey],
  ] as const)
    expect(await whoIs({ authorization: basic(name, secret) })).toBe('invalid_credentials')
  expect((await httpCall(world.url, 'auth.redeem_ticket', { body: { ticket } })).code).toBe('ticket_not_valid')
  // The step that runs goes on.
  expect((await asAttempt(world.url, lease).users.get_current_user({})).user.id).toBe(id)
  const { tasks } = await api.tasks.get_all_ex({ id: [task], only_fields: ['user.name'] })
  expect(tasks[0]?.user).toMatchObject({ name: 'Gone' })
  expect((await api.users.get_all({})).users.map((user) => user.id)).not.toContain(id)
  await expect(api.users.delete({ user: id })).rejects.toMatchObject({ code: 'user_not_found' })
  expect((await api.auth.create_user({ name: 'Gone' })).id).not.toBe(id)
})

test('nobody gives or takes rights that the caller lacks', async ({ api, as }) => {
  const root = as('root')
  const company = (await api.users.get_current_user({})).user.company.id
  await api.users.create({ id: 'eve@example.org', company, name: 'Eve' })
  await root.auth.edit_user({ user: 'eve@example.org', role: 'root' })
  const admin = as('admin')
  for (const refused of [
    () => admin.auth.create_user({ name: 'Too much', role: 'root' }),
    () => admin.auth.edit_user({ user: 'eve@example.org', password }),
    () => admin.users.delete({ user: 'eve@example.org' }),
    () => admin.users.update({ user: 'eve@example.org', given_name: 'E' }),
  ])
    await expect(refused()).rejects.toMatchObject({ code: 'role_above_own' })
  await expect(as('user').users.update({ user: 'eve@example.org', given_name: 'E' })).rejects.toMatchObject({ code: 'access_denied' })
  expect(await as('user').users.update({ user: 'user-user', given_name: 'U' })).toMatchObject({ updated: 1 })
})

test('an administrator calls in the name of a user by header, with the user’s rights, and makes no keys', async ({
  inNameOf,
  observer,
}) => {
  const made = await inNameOf('user-user', 'tasks.create', { name: 'for another', type: 'training' })
  expect(await observer.rows(`select "user" from task where id = '${String(made.data['id'])}'`)).toEqual([{ user: 'user-user' }])
  expect((await inNameOf('user-viewer', 'tasks.create', { name: 'another', type: 'training' })).code).toBe('access_denied')
  // With the other header the rights are the caller's own.
  expect((await inNameOf('user-viewer', 'tasks.create', { name: 'another', type: 'training' }, 'x-clearml-act-as')).status).toBe(200)
  for (const [action, body] of [
    ['auth.create_credentials', {}],
    ['auth.create_ticket', {}],
    ['auth.get_token_for_user', { user: 'user-viewer' }],
    ['users.update', { user: 'user-admin', given_name: 'A' }],
  ] as const)
    expect([action, (await inNameOf('user-admin', action, body)).code]).toEqual([action, 'impersonation_refused'])
  for (const user of ['user-root', 'nobody']) expect((await inNameOf(user, 'tasks.get_all')).code).toBe('impersonation_refused')
})

test('only an administrator acts for others, by one header, and no task’s program does', async ({ world, api, as }) => {
  const call = (headers: Readonly<Record<string, string>>) => httpCall(world.url, 'tasks.get_all', { body: {}, headers })
  const user = basic(keysOf('user').accessKey, keysOf('user').secretKey)
  expect((await call({ authorization: user, 'x-trains-impersonate-as': 'user-viewer' })).code).toBe('impersonation_refused')
  expect((await call({ authorization: user, 'x-clearml-impersonate-as': 'a', 'x-clearml-act-as': 'b' })).code).toBe(
    'impersonation_ambiguous',
  )
  await expect(as('user').auth.get_token_for_user({ user: 'user-viewer' })).rejects.toMatchObject({ code: 'access_denied' })
  const queue = await aQueue(api)
  await queuedTasks(api, queue, 1)
  const agent = fakeAgent(api, 'acting', { queues: [queue] })
  const lease = await agent.claimOne()
  await agent.start(lease)
  const { access_key: key, secret_key: secret } = lease
  expect((await call({ authorization: basic(key, secret), 'x-clearml-impersonate-as': 'user-viewer' })).code).toBe('impersonation_refused')
})

test('a token to act for a user is short, also when it is exchanged, and ends with the administrator’s key and role', async ({
  world,
  api,
  whoIs,
}) => {
  const { id: deputy } = await api.auth.create_user({ name: 'Deputy', role: 'admin', password })
  const { id: target } = await api.auth.create_user({ name: 'Target', role: 'user' })
  const own = clientOf({ url: world.url, accessKey: 'Deputy', secretKey: password })
  const { credentials } = await own.auth.create_credentials({})
  const byKey = clientOf({ url: world.url, accessKey: credentials.access_key, secretKey: credentials.secret_key })
  const tokens = [
    (await own.auth.get_token_for_user({ user: target })).token,
    (await byKey.auth.get_token_for_user({ user: target, expiration_sec: 86_400 })).token,
  ]
  const lifeOf = (token: string): number => {
    const { iat, exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { iat: number; exp: number }
    return exp - iat
  }
  expect(tokens.map(lifeOf)).toEqual([900, 3600])
  const exchanged = await httpCall(world.url, 'auth.login', { headers: { authorization: `Bearer ${tokens[0]}` } })
  expect(lifeOf(String(exchanged.data['token']))).toBeLessThanOrEqual(900)
  const all = [...tokens, String(exchanged.data['token'])]
  const names = () => Promise.all(all.map((token) => whoIs({ authorization: `Bearer ${token}` })))
  expect(await names()).toEqual(['Target', 'Target', 'Target'])
  expect((await httpCall(world.url, 'auth.create_credentials', { body: {}, token: all[2]! })).code).toBe('impersonation_refused')
  await own.auth.revoke_credentials({ access_key: credentials.access_key })
  expect(await names()).toEqual(['Target', 'token_revoked', 'Target'])
  await api.auth.edit_user({ user: deputy, role: 'user' })
  expect(await names()).toEqual(['token_revoked', 'token_revoked', 'token_revoked'])
})

test('a restart leaves users whom administrators made, and the last administrator stays one', { timeout: 120_000 }, async () => {
  await using fresh = await database.fresh()
  const first = await startServerProcess(fresh, { settings: { users: [{ id: 'named', name: 'Named', role: 'admin', password }] } })
  const { id } = await clientOf(first.connection).auth.create_user({ name: 'Made here', role: 'admin', password })
  await first.kill()
  // The configuration no longer names one user, and takes the role of the server's first user.
  const demoted = { users: [{ id: '00000000000000000000000000000001', name: 'clearway', role: 'user' }] }
  await using second = await startServerProcess(fresh, { settings: demoted })
  const { url } = second.connection
  const api = clientOf({ url, accessKey: 'Made here', secretKey: password })
  for (const refused of [
    () => api.auth.edit_user({ user: id, role: 'user' }),
    () => api.auth.edit_user({ user: id, password: null }),
    () => api.users.delete({ user: id }),
  ])
    await expect(refused()).rejects.toMatchObject({ code: 'last_administrator' })
  await expect(clientOf({ url, accessKey: 'Named', secretKey: password }).users.get_all({})).rejects.toMatchObject({ status: 401 })
  // The user whom the configuration dropped is the administrators' by now.
  await api.auth.edit_user({ user: 'named', password })
  await api.auth.edit_user({ user: id, role: 'user' })
  await clientOf({ url, accessKey: 'Named', secretKey: password }).users.delete({ user: id })
})
