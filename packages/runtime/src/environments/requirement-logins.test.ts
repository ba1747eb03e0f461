import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { extendedNetrc, netrcCanHold, netrcEntry } from './netrc.ts'
import { hideLogins } from './requirement-logins.ts'
import { aSetUp, aToolEnvironment } from './set-up.fixture.ts'

const python = { version: '3.11.7' }
const hidden = (lines: readonly string[], env: Record<string, string> = {}, pip: typeof python | 'uv' = python) =>
  hideLogins([{ lines, constraints: [] }], env, pip === 'uv' ? undefined : pip)

test.each([
  [
    'lib @ git+https://me:t0ken@h.example/a/lib.git@main ; python_version > "3"',
    'lib @ git+https://h.example/a/lib.git@main ; python_version > "3"',
  ],
  ['-e git+https://t0ken@h.example/a/lib.git@v1#egg=lib', '-e git+https://h.example/a/lib.git@v1#egg=lib'],
  ['git+http://me:${SECRET}@h.example:8080/lib', 'git+http://h.example:8080/lib'],
  ['git+${WHOLE}', 'git+https://h.example/lib'],
  ['lib @ git+https://h.example/~me@b/lib.git', 'lib @ git+https://h.example/~me@b/lib.git'],
  ['lib @ git+ssh://git@h.example/lib.git', 'lib @ git+ssh://git@h.example/lib.git'],
  ['lib==1.0 ; os_name == "${OTHER}"', 'lib==1.0 ; os_name == "${OTHER}"'],
])('%s becomes %s', (line, expected) => {
  const { lists } = hidden([line], { SECRET: 't0ken', WHOLE: 'https://me:t0ken@h.example/lib', OTHER: 'posix' })
  expect(lists).toEqual([{ lines: [expected], constraints: [] }])
})

test('each repository gets the login of its own address, another of the host the first one; no setting holds a value', async () => {
  const first = 'a @ git+https://me:t%400@h.example/a.git@v1'
  const { gitEnv } = hidden([first, 'b @ git+https://you:other@h.example/b.git'], {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'a.b',
    GIT_CONFIG_VALUE_0: 'c',
  })
  const settings = Object.entries(gitEnv).filter(([name]) => name.startsWith('GIT_'))
  expect(JSON.stringify(settings)).not.toMatch(/t@0|other/)
  const ask = async (path: string): Promise<string> => {
    const env = { ...aToolEnvironment(), GIT_CONFIG_KEY_0: 'a.b', GIT_CONFIG_VALUE_0: 'c', ...gitEnv }
    return (
      await execa('git', ['credential', 'fill'], { env, extendEnv: false, input: `protocol=https\nhost=h.example\npath=${path}\n\n` })
    ).stdout
  }
  expect(await ask('a.git')).toContain('username=me\npassword=t@0')
  expect(await ask('b.git/info/refs')).toContain('username=you\npassword=other')
  expect(await ask('c.git')).toContain('username=me\npassword=t@0')
})

test('an index gets its login by a netrc file where pip can read it there, else in its address', async () => {
  const index = '--extra-index-url https://me:t0ken@h.example:8443/simple'
  expect(hidden([index, '--find-links=https://me:t0ken@h.example/more'])).toMatchObject({
    lists: [{ lines: ['--extra-index-url https://h.example:8443/simple', '--find-links https://h.example/more'] }],
    netrc: ['machine h.example login me password t0ken'],
  })
  const other = '--extra-index-url https://you:other@h.example/simple'
  expect(hidden([index, other]).lists[0]?.lines[1]).toBe(other)
  expect(hidden([index], {}, { version: '3.9.2' })).toMatchObject({ lists: [{ lines: [index] }], netrc: [] })
  expect(hidden([index], {}, 'uv')).toMatchObject({ lists: [{ lines: [index] }], netrc: [] })
  expect(netrcCanHold({ host: 'h', user: 't', password: '' }, { version: '3.10.1' })).toBe(false)
  expect(netrcCanHold({ host: 'h', user: 't', password: '' }, python)).toBe(true)
})

test('the netrc file is the user’s own with more behind it, as Python reads it', async () => {
  await using setUp = await aSetUp({})
  const file = join(setUp.folder, 'netrc')
  await writeFile(file, 'machine own.example login a password b\nmachine h.example login old password old')
  const entries = [
    netrcEntry({ host: 'h.example', user: 'me', password: 'a b"c\\d' }),
    netrcEntry({ host: 'i.example', user: 't', password: '' }),
  ]
  await writeFile(file, await extendedNetrc({ NETRC: file }, entries))
  const program = 'import json, netrc, sys; n = netrc.netrc(sys.argv[1]); print(json.dumps([n.authenticators(h) for h in sys.argv[2:]]))'
  const { stdout } = await execa('python3', ['-c', program, file, 'own.example', 'h.example', 'i.example'])
  const read = (JSON.parse(stdout) as (readonly string[])[]).map(([user, , password]) => [user, password])
  expect(read).toEqual([
    ['a', 'b'],
    ['me', 'a b"c\\d'],
    ['t', ''],
  ])
})
