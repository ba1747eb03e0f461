import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { findPython } from './find-python.ts'
import { aGitServer } from './git-server.fixture.ts'
import { extendedNetrc, netrcCanHold, netrcEntry } from './netrc.ts'
import { pythonEnvironment } from './python-environment.ts'
import { hideLogins } from './requirement-logins.ts'
import { aRepository, aSetUp, aToolEnvironment, outputOf } from './set-up.fixture.ts'
import { findUv } from './uv.ts'

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

/** The command lines of all processes of this machine, as every user reads them. */
function commandLines(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')]
      } catch {
        return []
      }
    })
}

const project =
  '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n[project]\nname = "mine"\nversion = "0.1"\n'
/** A build backend in the project itself, for which nothing is fetched. */
const backend = `
import zipfile
def build_wheel(folder, settings=None, metadata=None):
    name = 'mine-0.1-py3-none-any.whl'
    with zipfile.ZipFile(folder + '/' + name, 'w') as wheel:
        wheel.writestr('mine.py', 'x = 42')
        wheel.writestr('mine-0.1.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: mine\\nVersion: 0.1\\n')
        wheel.writestr('mine-0.1.dist-info/WHEEL', 'Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
        wheel.writestr('mine-0.1.dist-info/RECORD', '')
    return name
`

test.each(['pip', 'uv'])(
  '%s installs from a private repository, and no command line holds the password',
  { timeout: 120_000 },
  async (tool) => {
    await using repository = await aRepository({ 'pyproject.toml': project, 'backend.py': backend })
    const seen: string[] = []
    const secret = 't0ken-of-the-repository'
    await using server = await aGitServer(repository.path, { login: `me:${secret}`, onRequest: () => seen.push(...commandLines()) })
    await using setUp = await aSetUp({ binary: 'python3' }, { env: { ...aToolEnvironment(), ...server.env } })
    const uv = tool === 'uv' ? await findUv(setUp) : undefined
    if (tool === 'uv') expect(uv).toBeDefined()
    const lines = [`mine @ git+${server.url.replace('//', `//me:${secret}@`)}`]
    const wanted = { lists: [{ lines, constraints: [] }], python: await findPython(setUp, uv), uv, cwd: setUp.folder }
    const folder = await pythonEnvironment(setUp, wanted)
    expect(await outputOf({ command: [join(folder, 'bin/python'), '-c', 'import mine; print(mine.x)'], cwd: '/', env: {} })).toBe('42')
    expect(seen.filter((line) => line.includes(server.url)).length).toBeGreaterThan(0)
    expect(seen.filter((line) => line.includes(secret))).toEqual([])
    expect(setUp.lines.join('\n')).not.toContain(secret)
  },
)

test('pip builds a package of a private index, and no command line holds the password', { timeout: 120_000 }, async () => {
  await using setUp = await aSetUp({ binary: 'python3' })
  const secret = 't0ken-of-the-index'
  const seen: string[] = []
  const files = new Map<string, Buffer>()
  const server = createServer((request, response) => {
    seen.push(...commandLines())
    response.setHeader('content-type', 'text/html')
    const shown = Buffer.from(request.headers.authorization?.replace('Basic ', '') ?? '', 'base64').toString()
    const [, name = '', file = ''] = (request.url ?? '').split('/')
    if (shown !== `me:${secret}`) response.writeHead(401, { 'www-authenticate': 'Basic realm="index"' }).end()
    else if (file !== '') response.end(files.get(file))
    else
      response.end(
        [...files.keys()]
          .filter((known) => known.startsWith(`${name}-`))
          .map((known) => `<a href="${known}">${known}</a>`)
          .join(''),
      )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const program = `
import io, sys, tarfile, zipfile
sys.path.insert(0, '.')
project, backend = sys.argv[1:]
exec(backend.replace('mine', 'tool'))
build_wheel('.')
with tarfile.open('mine-0.1.tar.gz', 'w:gz') as archive:
    for name, text in {'pyproject.toml': project, 'backend.py': backend, 'PKG-INFO': 'Metadata-Version: 2.1\\nName: mine\\nVersion: 0.1\\n'}.items():
        info = tarfile.TarInfo('mine-0.1/' + name)
        info.size = len(text)
        archive.addfile(info, io.BytesIO(text.encode()))
`
    await execa('python3', ['-c', program, project.replace('requires = []', 'requires = ["tool"]'), backend], { cwd: setUp.folder })
    for (const name of ['mine-0.1.tar.gz', 'tool-0.1-py3-none-any.whl']) files.set(name, await readFile(join(setUp.folder, name)))
    const lines = [`--index-url http://me:${secret}@127.0.0.1:${(server.address() as AddressInfo).port}/`, 'mine']
    const wanted = { lists: [{ lines, constraints: [] }], python: await findPython(setUp, undefined), uv: undefined, cwd: setUp.folder }
    const folder = await pythonEnvironment(setUp, wanted)
    expect(await outputOf({ command: [join(folder, 'bin/python'), '-c', 'import mine; print(mine.x)'], cwd: '/', env: {} })).toBe('42')
    expect(seen.some((line) => line.includes('--ignore-installed') && line.includes('tool'))).toBe(true)
    expect(seen.filter((line) => line.includes(secret))).toEqual([])
    expect(await stat(join(folder, 'netrc')).catch(() => undefined)).toBeUndefined()
  } finally {
    server.close()
  }
})
