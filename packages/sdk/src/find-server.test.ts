import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openConnection } from './connection.ts'
import { findServer } from './find-server.ts'

async function dataFolder(connection?: object) {
  const path = await mkdtemp(join(tmpdir(), 'clearway-data-'))
  if (connection !== undefined) await writeFile(join(path, 'connection.json'), JSON.stringify(connection))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}
const local = { url: 'http://127.0.0.1:8008', accessKey: 'k', secretKey: 's', pid: 1 }
const fromEnvironment = { CLEARML_API_HOST: 'http://env:8008/', CLEARML_API_ACCESS_KEY: 'ek', CLEARML_API_SECRET_KEY: 'es' }

test('explicit options take precedence over the environment, and the environment over the data folder', async () => {
  await using data = await dataFolder(local)
  const env = { ...fromEnvironment, CLEARWAY_DATA: data.path }
  const credentials = { accessKey: 'ok', secretKey: 'os' }
  expect(await findServer({ url: 'http://out:1', credentials }, env)).toEqual({
    url: 'http://out:1',
    filesUrl: 'http://out:1/files',
    credentials,
  })
  expect(await findServer({}, env)).toEqual({
    url: 'http://env:8008',
    filesUrl: 'http://env:8008/files',
    credentials: { accessKey: 'ek', secretKey: 'es' },
  })
  expect(await findServer({}, { CLEARWAY_DATA: data.path })).toMatchObject({ url: local.url, credentials: { accessKey: 'k' } })
  expect(await findServer({ data: data.path }, env)).toMatchObject({ url: local.url, credentials: { accessKey: 'k' } })
})

test('an address alone takes its key from the data folder of the same server, and never from another’s', async () => {
  await using data = await dataFolder(local)
  const env = { CLEARWAY_DATA: data.path }
  expect(await findServer({ url: 'http://localhost:8008' }, env)).toMatchObject({ credentials: { accessKey: 'k' } })
  await expect(findServer({ url: 'http://elsewhere:8008' }, env)).rejects.toThrow(
    /There is no key for http:\/\/elsewhere:8008: .*`clearway login http:\/\/elsewhere:8008`.*CLEARML_API_ACCESS_KEY.*--data/,
  )
})

test('without any server the error names the ways to give one', async () => {
  await using data = await dataFolder()
  await expect(findServer({ data: data.path }, {})).rejects.toThrow(
    /clearway up.*clearway login.*--url.*CLEARWAY_URL.*CLEARML_API_ACCESS_KEY.*--data.*CLEARWAY_DATA/,
  )
})

test('the files server’s address can be set in the environment', async () => {
  expect(await findServer({}, { ...fromEnvironment, CLEARML_FILES_HOST: 'http://files:8081/' })).toMatchObject({
    filesUrl: 'http://files:8081',
  })
})

async function profiles(content: object) {
  const home = await mkdtemp(join(tmpdir(), 'clearway-config-'))
  await mkdir(join(home, 'clearway'))
  await writeFile(join(home, 'clearway', 'profiles.json'), JSON.stringify(content))
  return { env: { XDG_CONFIG_HOME: home }, [Symbol.asyncDispose]: () => rm(home, { recursive: true }) }
}
const work = { url: 'https://work.example', accessKey: 'wk', secretKey: 'ws' }
const home = { url: 'https://home.example', accessKey: 'hk', secretKey: 'hs', filesUrl: 'https://files.example' }

test('the active profile counts after the environment, and a profile that is named before it', async () => {
  await using data = await dataFolder(local)
  await using config = await profiles({ active: 'work', profiles: { work, home } })
  const named = async (options: object, env: object) => (await findServer(options, { ...config.env, ...env })).url
  expect(await named({}, {})).toBe(work.url)
  expect(await named({ profile: 'home' }, {})).toBe(home.url)
  expect(await named({ profile: 'home' }, fromEnvironment)).toBe(home.url)
  expect(await named({}, { CLEARWAY_PROFILE: 'home' })).toBe(home.url)
  expect(await named({}, { CLEARWAY_DATA: data.path })).toBe(local.url)
  expect(await named({ data: data.path }, { CLEARWAY_PROFILE: 'home' })).toBe(local.url)
  expect(await named({}, fromEnvironment)).toBe('http://env:8008')
})

test('an address alone takes its key from any profile of that server', async () => {
  await using config = await profiles({ active: 'work', profiles: { work, home } })
  expect(await findServer({ url: home.url }, { ...config.env, CLEARWAY_DATA: '/nowhere' })).toEqual({
    url: home.url,
    filesUrl: home.filesUrl,
    credentials: { accessKey: 'hk', secretKey: 'hs' },
    profile: 'home',
  })
})

test('a server is found with the name of the profile that its key is from', async () => {
  await using config = await profiles({ active: 'work', profiles: { work, home } })
  const from = async (options: object, env: object = {}) => (await findServer(options, { ...config.env, ...env })).profile
  expect(await from({})).toBe('work')
  expect(await from({ profile: 'home' })).toBe('home')
  expect(await from({}, { CLEARWAY_PROFILE: 'home' })).toBe('home')
  expect(await from({ url: home.url })).toBe('home')
  const own = { CLEARML_API_ACCESS_KEY: 'own', CLEARML_API_SECRET_KEY: 'own' }
  expect(await from({ url: home.url }, own)).toBeUndefined()
  expect(await from({}, own)).toBeUndefined()
})

test('a profile that is not there, and a damaged file, are named with the cure', async () => {
  await using config = await profiles({ profiles: { work } })
  await expect(findServer({ profile: 'wrok' }, config.env)).rejects.toThrow(/no profile 'wrok'.*work.*clearway login URL --profile wrok/)
  await using damaged = await profiles({ profiles: { work: { url: 'work.example', accessKey: 'k', secretKey: 's' } } })
  await expect(findServer({ profile: 'work' }, damaged.env)).rejects.toThrow(/profiles\.json is 'work\.example'.*clearway login URL/)
})

test('where the server of a data folder has ended, a failed call says so, and how it is started again', async () => {
  const { pid, ...child } = spawnSync('true')
  expect(child.status).toBe(0)
  // Nobody listens at this port, nor is given it.
  const url = 'http://127.0.0.1:2'
  await using data = await dataFolder({ ...local, url, pid })
  const { api } = await openConnection({ data: data.path, patienceSeconds: 0 }, {})
  await expect(api.debug.ping({})).rejects.toThrow(
    `${url} cannot be reached (ECONNREFUSED). That is the server of the data folder ${data.path}, which has ended. Start it again: \`clearway up --data ${data.path}\`.`,
  )
})

/** A program that takes any key, and answers as a server that cannot prove to know one. */
async function stranger() {
  const keys: (string | undefined)[] = []
  const server = createHttpServer((request, response) => {
    keys.push(request.headers.authorization)
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ meta: { result_code: 200 }, data: { msg: 'pong', token: 'taken' } }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, keys, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

const ended = spawnSync('true').pid

test.each([
  [
    'has ended',
    { pid: ended },
    /is not the server of the data folder .*, which has ended, so the key was not sent\. Start the server again/,
  ],
  [
    'is of an older version',
    { pid: process.pid },
    /still runs \(process \d+\) in an older version.*End it where it was started, and start this/,
  ],
  [
    'runs and could prove it',
    { pid: process.pid, proves: true },
    /does not prove to be the server of the data folder .*may have taken the address/,
  ],
])('what answers at the address of a data folder whose server %s gets no key, and the error says what to do', async (_, recorded, text) => {
  await using other = await stranger()
  const { url } = other
  await using data = await dataFolder({ ...local, ...recorded, url })
  for (const options of [{ data: data.path }, { url }]) {
    const { api } = await openConnection({ ...options, patienceSeconds: 0 }, { CLEARWAY_DATA: data.path })
    const failure = await api.users.get_current_user({}).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'not_this_server', message: expect.stringMatching(text) })
    expect(String(failure)).toContain(`clearway up --data ${data.path}`)
  }
  expect(other.keys).toEqual([undefined, undefined])
})

test('what answers at the address of a data folder, and is no server of Clearway, gets no key either', async () => {
  await using page = createHttpServer((_, response) => void response.end('<h1>It works!</h1>')).listen(0, '127.0.0.1')
  await once(page, 'listening')
  await using data = await dataFolder({ ...local, pid: ended, url: `http://127.0.0.1:${(page.address() as AddressInfo).port}` })
  const { api } = await openConnection({ data: data.path, patienceSeconds: 0 }, {})
  const failure = await api.users.get_current_user({}).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'not_this_server', message: expect.stringMatching(/which has ended, so the key was not sent/) })
})
