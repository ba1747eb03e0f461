import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { prepareCode } from './code.ts'
import { gitAccess } from './git-access.ts'
import { aGitServer } from './git-server.fixture.ts'
import { aRepository, aSetUp, aToolEnvironment } from './set-up.fixture.ts'

const given = { user: 'u', password: 'p', host: 'example.org' }

test('a password in an address is removed from it', () => {
  const { url, env, config } = gitAccess('https://me:t%40ken@example.org/a/b.git', undefined)
  expect(url).toBe('https://example.org/a/b.git')
  expect(env).toMatchObject({ CLEARWAY_GIT_USER: 'me', CLEARWAY_GIT_PASSWORD: 't@ken' })
  expect(config.map(([key]) => key)).toEqual(Array(2).fill('credential.https://example.org.helper'))
})

test('a password in an address may hold a percent sign that is not encoded', () => {
  const { url, env } = gitAccess('https://me:100%@example.org/a/b.git', undefined)
  expect(url).toBe('https://example.org/a/b.git')
  expect(env).toMatchObject({ CLEARWAY_GIT_PASSWORD: '100%' })
})

test('an SSH address is fetched over HTTPS where a login for its host is set, else it stays', () => {
  expect(gitAccess('git@example.org:a/b.git', given).url).toBe('https://example.org/a/b.git')
  expect(gitAccess('ssh://git@example.org:2222/a/b.git', given).url).toBe('https://example.org/a/b.git')
  expect(gitAccess('git@example.org:a/b.git', undefined).url).toBe('ssh://git@example.org/a/b.git')
  expect(gitAccess('git@elsewhere.org:a/b.git', given).url).toBe('ssh://git@elsewhere.org/a/b.git')
  expect(gitAccess('git@example.org:a/b.git', { ...given, host: undefined }).url).toBe('ssh://git@example.org/a/b.git')
  expect(gitAccess('/srv/a b.git', given).url).toBe('/srv/a b.git')
})

test.each([
  ['https://example.org/a.git', 'example.org', 'p'],
  ['https://EXAMPLE.org:8443/a.git', 'example.org', 'p'],
  ['https://example.org:8443/a.git', 'example.org:8443', 'p'],
  ['https://me@example.org/a.git', 'example.org', 'p'],
  ['https://me:mine@elsewhere.org/a.git', 'example.org', 'mine'],
  ['https://t0ken@elsewhere.org/a.git', 'example.org', ''],
  ['https://example.org/a.git', 'example.org:8443', undefined],
  ['https://example.org.evil.org/a.git', 'example.org', undefined],
  ['https://evil.org/example.org/a.git', 'example.org', undefined],
  ['https://example.org@evil.org/a.git', 'example.org', ''],
  ['https://example.org/a.git', undefined, undefined],
  ['http://example.org/a.git', 'example.org', undefined],
  ['http://me:mine@example.org/a.git', 'example.org', undefined],
  ['/srv/a.git', 'example.org', undefined],
])('%s, with the agent’s password for %s, is shown %s', (repository, host, expected) => {
  const { env, withheld } = gitAccess(repository, { ...given, host })
  expect((env as Record<string, string>)['CLEARWAY_GIT_PASSWORD']).toBe(expected)
  expect(withheld === undefined).toBe(expected !== undefined || repository.startsWith('/'))
})

test.each(['ext::sh -c touch% /tmp/x', 'ext://x/y', 'fd://7', 'javascript://x'])('%s is never run as a git transport', (repository) => {
  const urlOf = (): string => gitAccess(repository, undefined).url
  if (repository.startsWith('ext::')) expect(urlOf()).toMatch(/^ssh:\/\/ext\//)
  else expect(urlOf).toThrow('no address of a repository')
})

test('an address that cannot be used is named without its password', () => {
  expect(() => gitAccess('htps://me:p@ss@example.org/a.git', undefined)).toThrow(/^htps:\/\/example\.org\/a\.git is no address/)
})

test('a private repository is cloned with the password for its host, in no line of the log', async () => {
  await using repository = await aRepository({ 'a.txt': 'one' })
  await using server = await aGitServer(repository.path, { login: 'me:t0ken' })
  const git = { user: 'me', password: 't0ken', host: server.host }
  await using setUp = await aSetUp({ repository: server.url }, { git, env: { ...aToolEnvironment(), ...server.env } })
  const { root } = await prepareCode(setUp)
  expect(await readFile(join(root, 'a.txt'), 'utf8')).toBe('one')
  expect([...server.seen]).toEqual(['me:t0ken'])
  expect(setUp.lines.join('\n')).not.toContain('t0ken')
  // The settings that the machine gives git by its environment stay.
  const { GIT_SSL_CAINFO: _, ...env } = aToolEnvironment()
  const settings = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'http.sslCAInfo', GIT_CONFIG_VALUE_0: server.env['GIT_SSL_CAINFO'] ?? '' }
  await using inline = await aSetUp({ repository: server.url.replace('//', '//me:t0ken@') }, { env: { ...env, ...settings } })
  expect((await prepareCode(inline)).commit).toMatch(/^[0-9a-f]{40}$/)
})

test('the agent’s password is not sent to another host, and the failure says why', async () => {
  await using repository = await aRepository({ 'a.txt': 'one' })
  await using server = await aGitServer(repository.path, { login: 'me:t0ken' })
  for (const [host, reason] of [
    ['github.example', 'belong to github.example (CLEARML_AGENT_GIT_HOST)'],
    [undefined, 'until CLEARML_AGENT_GIT_HOST names'],
  ] as const) {
    const git = { user: 'me', password: 't0ken', host }
    await using setUp = await aSetUp({ repository: server.url }, { git, env: { ...aToolEnvironment(), ...server.env } })
    await expect(prepareCode(setUp)).rejects.toThrow(reason)
  }
  expect(server.seen.size).toBe(0)
})

test('without TLS no password is sent at all', async () => {
  await using repository = await aRepository({ 'a.txt': 'one' })
  await using server = await aGitServer(repository.path, { login: 'me:t0ken', protocol: 'http' })
  const git = { user: 'me', password: 't0ken', host: server.host }
  for (const url of [server.url, server.url.replace('//', '//me:t0ken@')]) {
    await using setUp = await aSetUp({ repository: url }, { git })
    const failure = await prepareCode(setUp).then(() => '', String)
    expect(failure).toContain('without TLS')
    expect([...setUp.lines, failure].join('\n')).not.toContain('t0ken')
  }
  expect(server.seen.size).toBe(0)
})
