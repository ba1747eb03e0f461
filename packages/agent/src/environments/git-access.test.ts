import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { prepareCode } from './code.ts'
import { gitAccess } from './git-access.ts'
import { aSetUp } from './set-up.fixture.ts'

test('a password in the address leaves it', () => {
  const { url, env } = gitAccess('https://me:t%40ken@example.org/a/b.git', undefined)
  expect(url).toBe('https://example.org/a/b.git')
  expect(env).toMatchObject({
    CLEARWAY_GIT_USER: 'me',
    CLEARWAY_GIT_PASSWORD: 't@ken',
    GIT_CONFIG_KEY_1: 'credential.https://example.org.helper',
  })
})

test('with a user and password an SSH address is asked over HTTPS, without them it stays', () => {
  const given = { user: 'u', password: 'p' }
  expect(gitAccess('git@example.org:a/b.git', given).url).toBe('https://example.org/a/b.git')
  expect(gitAccess('ssh://git@example.org:2222/a/b.git', given).url).toBe('https://example.org/a/b.git')
  expect(gitAccess('git@example.org:a/b.git', undefined).url).toBe('ssh://git@example.org/a/b.git')
  expect(gitAccess('/srv/a b.git', given).url).toBe('/srv/a b.git')
  expect(gitAccess('/srv/a.git', given).env).not.toHaveProperty('CLEARWAY_GIT_PASSWORD')
})

test('git shows the password to its host, and no line of the log has it', async () => {
  const seen = new Set<string>()
  const server = createServer((request, response) => {
    if (request.headers.authorization) seen.add(Buffer.from(request.headers.authorization.replace('Basic ', ''), 'base64').toString())
    response.writeHead(request.headers.authorization ? 404 : 401, { 'www-authenticate': 'Basic realm="git"' }).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const { port } = server.address() as AddressInfo
    await using setUp = await aSetUp({ repository: `http://me:t0ken@127.0.0.1:${port}/a.git` })
    const failure = await prepareCode(setUp).then(() => '', String)
    expect([...seen]).toEqual(['me:t0ken'])
    expect(failure).toContain('not found')
    expect([...setUp.lines, failure].join('\n')).not.toContain('t0ken')
  } finally {
    server.close()
  }
})
