import { once } from 'node:events'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Connection } from '@clearway/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTerminal, type Terminal } from '../test/terminal.ts'

let home: Terminal
let user: Terminal
let server: Connection
beforeAll(async () => {
  home = await openTerminal()
  await home.start('server', '--port', '0', '--log-level', 'error').until(/listening on/)
  server = JSON.parse(await readFile(join(home.folder, 'connection.json'), 'utf8')) as Connection
  // Another user, who has no data folder of a server.
  user = await openTerminal({ CLEARWAY_DATA: '' })
})
afterAll(async () => {
  await user[Symbol.asyncDispose]()
  await home[Symbol.asyncDispose]()
})
const logIn = (...more: readonly string[]) =>
  user.run('login', server.url, '--access-key', server.accessKey, '--secret-key', server.secretKey, ...more)

test('a login stores the key for its user alone, and commands then find the server until the logout', async () => {
  expect((await logIn('--profile', 'work')).stdout).toMatch(/Logged in to http:\S+ as .*\n.*profile work, which is active/)
  const file = join(user.folder, 'config', 'clearway', 'profiles.json')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const [queues, other, listed] = await Promise.all([
    user.run('queue', 'list'),
    user.run('queue', 'list', '--profile', 'wrok'),
    user.run('profile', 'list', '--json'),
  ])
  expect(queues).toMatchObject({ code: 0, stderr: '' })
  expect(other).toMatchObject({ code: 1, stderr: expect.stringMatching(/no profile 'wrok'.*\n.*There is: work/) as string })
  expect(JSON.parse(listed.stdout)).toEqual({ profiles: [{ name: 'work', url: server.url, accessKey: server.accessKey, active: true }] })
  expect(listed.stdout).not.toContain(server.secretKey)

  await user.run('profile', 'use', '--none')
  expect((await user.run('queue', 'list', '--profile', 'work')).code).toBe(0)
  expect((await user.run('logout', 'work')).code).toBe(0)
  expect((await user.run('profile', 'list')).stdout).toMatch(/No profiles/)
})

test('a wrong key is refused and stores nothing', async () => {
  const { code, stderr } = await user.run('login', server.url, '--access-key', 'nobody', '--secret-key', 'wrong', '--profile', 'wrong')
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('Check the key pair') as string })
  expect((await user.run('profile', 'list', '--json')).stdout).not.toContain('wrong')
  const missing = await user.run('login', server.url)
  expect(missing).toMatchObject({ code: 2, stderr: expect.stringMatching(/^✗ The access key is missing/) as string })
})

test('env prints what a shell sets, quoted for each shell', async () => {
  await logIn('--profile', 'work')
  const [bash, fish, powershell] = await Promise.all(['bash', 'fish', 'powershell'].map((shell) => user.run('env', '--shell', shell)))
  expect(bash?.stdout.split('\n')).toEqual(
    expect.arrayContaining([`export CLEARML_API_HOST='${server.url}'`, `export CLEARML_API_SECRET_KEY='${server.secretKey}'`]),
  )
  expect(fish?.stdout).toContain(`set -gx CLEARML_API_ACCESS_KEY '${server.accessKey}'`)
  expect(powershell?.stdout).toContain(`$env:CLEARML_FILES_HOST = '${server.url}/files'`)
})

test('the key of a profile goes to the server that it was stored for, and to no other that listens at its address', async () => {
  const asked: (string | undefined)[] = []
  await using other = createServer((request, response) => {
    asked.push(request.headers.authorization)
    response.end(JSON.stringify({ meta: {}, data: { msg: 'pong', token: 'taken' } }))
  }).listen(0, '127.0.0.1')
  await once(other, 'listening')
  await logIn('--profile', 'moved')
  expect(await user.run('queue', 'list')).toMatchObject({ code: 0, stderr: '' })
  const file = join(user.folder, 'config', 'clearway', 'profiles.json')
  const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll(server.url, elsewhere))
  const { code, stderr } = await user.run('queue', 'list')
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining(`✗ What answers at ${elsewhere} does not prove to be the server that the key is for, so the key was not sent.`),
  ])
  expect(asked).toEqual([undefined])
  await user.run('logout', 'moved')
})

test('a key that the server refuses is named by its profile, with the login that replaces it', async () => {
  await logIn('--profile', 'stale')
  const file = join(user.folder, 'config', 'clearway', 'profiles.json')
  const { active, profiles } = JSON.parse(await readFile(file, 'utf8')) as { active: string; profiles: Record<string, object> }
  const store = (stale: object) => writeFile(file, JSON.stringify({ active, profiles: { ...profiles, stale } }))
  const deleted = { url: server.url, accessKey: server.accessKey, secretKey: 'deleted' }
  const again = `\`clearway login ${server.url} --profile stale\``
  await store(deleted)
  expect(await user.run('queue', 'list')).toEqual({
    code: 1,
    stdout: '',
    stderr: `✗ The access key or secret is wrong.\n  The key is that of the profile 'stale'. Log in again by ${again}, or choose another profile by \`clearway profile use NAME\`.\n`,
  })
  const failed = JSON.parse((await user.run('queue', 'list', '--json')).stderr) as { error: { code: string; details: object } }
  expect(failed.error).toMatchObject({ code: 'invalid_credentials', details: { profile: 'stale' } })
  // A server that once proved to know the key is not sent it where it no longer does.
  await store({ ...deleted, proves: true })
  expect((await user.run('queue', 'list')).stderr).toContain(`log in again by ${again}.`)
  await user.run('logout', 'stale')
})

test('a damaged file of profiles is named with the cure', async () => {
  await using other = await openTerminal({ CLEARWAY_DATA: '' })
  await logIn()
  const file = join(user.folder, 'config', 'clearway', 'profiles.json')
  await writeFile(file, '{')
  const { code, stderr } = await user.run('task', 'list')
  expect({ code, stderr }).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/profiles\.json is damaged\.\n.*clearway login URL/) as string,
  })
  expect((await other.run('profile', 'list')).code).toBe(0)
})
