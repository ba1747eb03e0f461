import { clientOf, database } from '@clearway/testkit'
import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { version } from '@clearway/contract/version'

test('a server says since when it runs and how much it stores', async ({ world, api }) => {
  const before = await api.server.status({})
  expect(before).toMatchObject({ database: database.name, version: (await api.server.info({})).version, clearway: version })
  expect(Date.parse(before.started)).toBeLessThan(Date.now())
  expect(before.sizes.database).toBeGreaterThan(10_000)
  const form = new FormData()
  form.set('status/one.txt', new File(['x'.repeat(1234)], 'one.txt'))
  const authorization = `Basic ${btoa(`${world.connection.accessKey}:${world.connection.secretKey}`)}`
  expect((await fetch(`${world.url}/files`, { method: 'POST', body: form, headers: { authorization } })).status).toBe(200)
  const { sizes } = await api.server.status({})
  expect([sizes.files - before.sizes.files, sizes.file_count - before.sizes.file_count]).toEqual([1234, 1])
})

test('a user learns by the change stream that a key pair was made, used and revoked', async ({ world, api }) => {
  const abort = new AbortController()
  const changes: string[] = []
  const followed = (async () => {
    for await (const { entity } of api.changes.stream({ entity: ['user'] }, { signal: abort.signal })) changes.push(entity)
  })().catch(() => undefined)
  const { credentials } = await api.auth.create_credentials({ label: 'laptop' })
  await expect.poll(() => changes.length).toBeGreaterThan(0)
  const seen = changes.length
  await clientOf({ url: world.url, accessKey: credentials.access_key, secretKey: credentials.secret_key }).debug.ping({})
  await clientOf({ url: world.url, accessKey: credentials.access_key, secretKey: credentials.secret_key }).users.get_current_user({})
  await expect.poll(() => changes.length).toBeGreaterThan(seen)
  const [key] = (await api.auth.get_credentials({})).credentials.filter(({ label }) => label === 'laptop')
  expect(key).toMatchObject({ last_used: expect.any(String), last_used_from: expect.any(String) })
  const used = changes.length
  await api.auth.revoke_credentials({ access_key: credentials.access_key })
  await expect.poll(() => changes.length).toBe(used + 1)
  abort.abort()
  await followed
})
