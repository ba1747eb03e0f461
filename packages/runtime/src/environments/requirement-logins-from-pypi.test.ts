import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { findPython } from './find-python.ts'
import { aGitServer } from './git-server.fixture.ts'
import { pythonEnvironment } from './python-environment.ts'
import { aRepository, aSetUp, aToolEnvironment, outputOf } from './set-up.fixture.ts'
import { findUv } from './uv.ts'

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
