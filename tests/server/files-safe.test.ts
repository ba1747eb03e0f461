import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { database } from '@clearway/testkit'
import { expect } from 'vitest'
import { httpCall, tokenOf } from './http-call.ts'
import { keysOf, roleUsers } from './role-users.ts'
import { test as observedTest } from './observed-test.ts'

/** Paths that lead out of a folder, or that a file system reads in another way than the caller. */
const badPaths = [
  '../outside',
  '../../outside',
  '/../outside',
  'a/../../outside',
  'a/..',
  '..',
  '.',
  './a',
  'a/./b',
  'a//b',
  'a/',
  'a\0b',
  '\0',
  `${'a/'.repeat(2100)}b`,
  'x'.repeat(4097),
] as const

/** Names that only look like such paths: each names a file of its own. */
const oddNames = [
  '..\\..\\outside',
  'C:\\outside',
  'a\\b',
  '%2e%2e%2foutside',
  '..%2f..%2foutside',
  '~/outside',
  '-rf',
  'a b #1?x=y',
  'ä/ö',
  '....//x'.replace('//', '/'),
  'x'.repeat(1024),
  'con',
  '.hidden',
  'a:b',
  '$(id)',
  '`id`',
  "o'clock",
] as const

const test = observedTest
  .extend('settings', { scope: 'file' }, { users: roleUsers })
  /** Uploads a file as ClearML's clients do: the name of the form's field is the path. */
  .extend(
    'upload',
    { scope: 'file' },
    ({ world, token }) =>
      (
        path: string,
        text: string,
        { as = token, type = 'text/plain' }: { readonly as?: string | undefined; readonly type?: string } = {},
      ) => {
        const boundary = 'a-line-between'
        const body = Buffer.from(
          `--${boundary}\r\nContent-Disposition: form-data; name="${path.replaceAll('"', '%22')}"; filename="x"\r\nContent-Type: ${type}\r\n\r\n${text}\r\n--${boundary}--\r\n`,
        )
        return httpCall(world.url, 'files', {
          body,
          headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
          ...(as === '' ? {} : { token: as }),
        })
      },
  )

const address = (path: string): string => `files/${path.split('/').map(encodeURIComponent).join('/')}`

test('a path that leads out of the folder, or that no file system would keep apart, is refused everywhere', async ({
  world,
  observer,
  token,
  upload,
}) => {
  const before = await observer.dump()
  const onDisk = await allFiles(world.database.folder)
  for (const path of badPaths) {
    expect([path, (await upload(path, 'x')).code]).toEqual([path, 'invalid_path'])
    if (path === 'a/') continue
    const escaped = `files/${[...Buffer.from(path)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')}`
    for (const method of ['GET', 'DELETE'])
      expect([path, method, (await httpCall(world.url, escaped, { method, token })).code]).toEqual([
        path,
        method,
        path.length > 4000 ? expect.any(String) : 'invalid_path',
      ])
    const { data, text } = await httpCall(world.url, 'files/delete_many', { body: { files: [path] }, token })
    expect([path, data, text.includes('"deleted":{}')]).toEqual([path, {}, true])
  }
  expect(await observer.dump()).toEqual(before)
  expect(await allFiles(world.database.folder)).toEqual(onDisk)
})

test('an address with `..` segments finds nothing', async ({ world, token }) => {
  for (const raw of [
    'files/../connection.json',
    'files/../../etc/passwd',
    'files/%2e%2e/connection.json',
    'files/..%2fconnection.json',
    'files/%2e%2e%5cconnection.json',
    'files//etc/passwd',
    'files/%2fetc%2fpasswd',
    'files/%00',
    'files/%ff',
    'files/a%2',
    'files/....//connection.json',
    '../connection.json',
  ]) {
    const { status, code, text } = await httpCall(world.url, raw, { method: 'GET', token })
    expect([raw, [400, 404].includes(status), code]).toEqual([
      raw,
      true,
      expect.stringMatching(/invalid_path|file_not_found|unknown_action/),
    ])
    expect(text).not.toContain(world.connection.secretKey)
  }
})

test('a name that only resembles such a path is a file of its own, stored under a generated name', async ({ world, token, upload }) => {
  for (const name of oddNames) expect([name, (await upload(name, `the bytes of ${name}`)).text]).toEqual([name, JSON.stringify([name])])
  for (const name of oddNames)
    expect([name, (await httpCall(world.url, address(name), { method: 'GET', token })).text]).toEqual([name, `the bytes of ${name}`])
  const blobs = (await allFiles(join(world.database.folder, 'files'))).filter((path) => !path.includes('/tmp/'))
  expect(blobs.filter((path) => !/^blobs\/[0-9a-f]{2}\/[\w.-]+$/.test(path))).toEqual([])
  expect(blobs.length).toBeGreaterThanOrEqual(oddNames.length)
})

test('no file is read, written or deleted without a token, and a viewer only reads', async ({ world, token, upload }) => {
  expect((await upload('kept/file.txt', 'kept')).status).toBe(200)
  const viewer = await tokenOf(world.url, keysOf('viewer'))
  const there = 'files/kept/file.txt'
  const calls = { GET: there, HEAD: there, DELETE: there } as const
  for (const [method, path] of Object.entries(calls)) {
    expect([method, (await httpCall(world.url, path, { method })).status]).toEqual([method, 401])
    expect([method, (await httpCall(world.url, `${path}?token=${token}`, { method })).status]).toEqual([method, 401])
    expect([method, (await httpCall(world.url, path, { method, headers: { authorization: 'Bearer x.y.z' } })).status]).toEqual([
      method,
      401,
    ])
  }
  expect((await upload('kept/file.txt', 'replaced', { as: '' })).code).toBe('no_credentials')
  for (const path of ['files/delete_many', 'delete_many'])
    expect((await httpCall(world.url, path, { body: { files: ['kept/file.txt'] } })).code).toBe('no_credentials')
  expect((await httpCall(world.url, there, { method: 'GET', token: viewer })).text).toBe('kept')
  expect((await upload('kept/file.txt', 'replaced', { as: viewer })).code).toBe('access_denied')
  expect((await httpCall(world.url, there, { method: 'DELETE', token: viewer })).code).toBe('access_denied')
  expect((await httpCall(world.url, there, { method: 'GET', token })).text).toBe('kept')
})

test('the cookie of a page reads files, and a foreign page cannot write or delete by it', async ({ world, token, upload }) => {
  await upload('by/cookie.txt', 'kept')
  const cookie = { cookie: `clearml_token_basic=${token}` }
  expect((await httpCall(world.url, 'files/by/cookie.txt', { method: 'GET', headers: cookie })).text).toBe('kept')
  expect((await httpCall(world.url, 'files/by/cookie.txt', { method: 'DELETE', headers: cookie })).code).toBe('cross_site')
  expect(
    (
      await httpCall(world.url, 'files/delete_many', {
        headers: { ...cookie, origin: 'https://evil.example' },
        body: { files: ['by/cookie.txt'] },
      })
    ).code,
  ).toBe('cross_site')
  expect(
    (await httpCall(world.url, 'files/by/cookie.txt', { method: 'GET', headers: { ...cookie, 'sec-fetch-site': 'cross-site' } })).code,
  ).toBe('cross_site')
  expect((await httpCall(world.url, 'files/by/cookie.txt', { method: 'GET', token })).text).toBe('kept')
})

test('content that a browser would run is answered as a download in a sandbox', async ({ world, token, upload }) => {
  for (const type of [
    'text/html',
    'image/svg+xml',
    'application/xhtml+xml',
    'text/xml',
    'application/javascript',
    'application/pdf',
    'weird',
    'text/html; charset=utf-8',
  ]) {
    await upload(`pages/${encodeURIComponent(type)}`, '<script>fetch("/users.get_all")</script>', { type })
    const { headers } = await httpCall(world.url, address(`pages/${encodeURIComponent(type)}`), { method: 'GET', token })
    expect({
      type,
      policy: headers['content-security-policy'],
      disposition: headers['content-disposition'],
      sniff: headers['x-content-type-options'],
    }).toEqual({
      type,
      policy: expect.stringMatching(/^sandbox; default-src 'none'/),
      disposition: expect.stringMatching(/^attachment/),
      sniff: 'nosniff',
    })
  }
  await upload('pages/log.txt', 'plain')
  const { headers } = await httpCall(world.url, 'files/pages/log.txt', { method: 'GET', token })
  expect([headers['content-disposition'], headers['x-content-type-options']]).toEqual([expect.stringMatching(/^inline/), 'nosniff'])
})

test('uploaded files lie in the data folder, readable by its owner only', async ({ world }) => {
  for (const path of ['connection.json', ...(database.name === 'sqlite' ? ['clearway.db', 'clearway.db-wal', 'events.db'] : [])])
    expect([path, (await stat(join(world.database.folder, path))).mode & 0o077]).toEqual([path, 0])
  expect(JSON.parse(await readFile(join(world.database.folder, 'connection.json'), 'utf8'))).toMatchObject({ pid: process.pid })
})

/** Every file below a folder, relative to it, without the databases' files, which change by themselves. */
async function allFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && !/\.db(-\w+)?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted()
}
