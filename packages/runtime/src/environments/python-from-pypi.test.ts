import { once } from 'node:events'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findPython } from './find-python.ts'
import { pythonEnvironment } from './python-environment.ts'
import { preparePython } from './python.ts'
import { findUv } from './uv.ts'
import { aRepository, aSetUp, aToolEnvironment, outputOf } from './set-up.fixture.ts'

// One uv for all but the first test, which gets its own.
let shared: string
let env: Record<string, string>
beforeAll(async () => {
  shared = await mkdtemp(join(tmpdir(), 'clearway-uv-'))
  await using setUp = await aSetUp({}, { cache: shared })
  const uv = await findUv(setUp)
  env = { ...aToolEnvironment(), ...(uv ? { CLEARWAY_UV: uv } : {}) }
}, 120_000)
afterAll(async () => rm(shared, { recursive: true, force: true }))

const six = { pip: '# Python 3\nsix == 1.16.0  # pinned\n' }

test(
  'a literal script runs with its requirements; the environment is built once, even for several at once, and then reused',
  { timeout: 120_000 },
  async () => {
    const script = {
      binary: 'python3',
      entry_point: 'a.py 1 "2 3"',
      diff: 'import six, sys\nprint(six.__version__, sys.argv[1:])\n',
      requirements: six,
    }
    await using setUp = await aSetUp(script)
    const [one, two] = await Promise.all(['x', 'y'].map(async (name) => preparePython({ ...setUp, attemptRoot: join(setUp.folder, name) })))
    if (!one || !two) throw new Error('unreachable')
    expect(await outputOf(one)).toBe("1.16.0 ['1', '2 3']")
    expect(two.command[0]).toBe(one.command[0])
    expect(setUp.lines.filter((line) => line.startsWith('Environment built')).length).toBe(1)
    expect(setUp.lines.filter((line) => line === 'Installing uv').length).toBeLessThanOrEqual(1)

    const begun = performance.now()
    const again = await preparePython({ ...setUp, script: { ...script, requirements: { pip: ['six==1.16.0'] } } })
    expect(again.command[0]).toBe(one.command[0])
    expect(performance.now() - begun).toBeLessThan(2000)
    expect((await readdir(join(setUp.cache, 'environments'))).length).toBe(1)
  },
)

test('without uv the environment is made by venv and pip', { timeout: 120_000 }, async () => {
  await using setUp = await aSetUp({ binary: 'python3' })
  const python = await findPython(setUp, undefined)
  const folder = await pythonEnvironment(setUp, {
    lists: [{ lines: ['--trusted-host pypi.example', 'six'], constraints: ['six<1.16'] }],
    python,
    uv: undefined,
    cwd: setUp.folder,
  })
  expect(await outputOf({ command: [join(folder, 'bin/python'), '-c', 'import six; print(six.__version__)'], cwd: '/', env: {} })).toBe(
    '1.15.0',
  )
})

test('a module of a repository runs from the working folder, and sees the repository’s root', { timeout: 120_000 }, async () => {
  await using repository = await aRepository({
    'shared.py': 'word = "hi"\n',
    'src/app/__main__.py': 'import shared, sys\nprint(shared.word, sys.argv[1:])\n',
  })
  await using setUp = await aSetUp({ repository: repository.path, working_dir: 'src', entry_point: '-m app --x "1 2"' }, { env })
  expect(await outputOf(await preparePython(setUp))).toBe("hi ['--x', '1 2']")
})

test('a requirement that is a folder of the repository is installed for this attempt alone', { timeout: 120_000 }, async () => {
  const project =
    '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n[project]\nname = "mine"\nversion = "0.1"\n[tool.setuptools]\npy-modules = ["mine"]\n'
  await using repository = await aRepository({
    'lib/pyproject.toml': project,
    'lib/mine.py': 'x = 42\n',
    'a.py': 'import mine\nprint(mine.x)\n',
  })
  await using setUp = await aSetUp({ repository: repository.path, entry_point: 'a.py', requirements: { pip: './lib' } }, { env })
  expect(await outputOf(await preparePython(setUp))).toBe('42')
  expect(await readdir(setUp.attemptRoot)).toContain('environment')
})

test('a requirement that does not exist fails with the tool’s own words', { timeout: 120_000 }, async () => {
  await using setUp = await aSetUp({ entry_point: 'a.py', diff: 'pass', requirements: { pip: 'six==0.0.0.1' } }, { env })
  await expect(preparePython(setUp)).rejects.toThrow('six')
  expect((await readdir(join(setUp.cache, 'environments'))).length).toBe(1)
})

test('a set-up can be cancelled', async () => {
  const stop = new AbortController()
  await using setUp = await aSetUp(
    { entry_point: 'a.py', diff: 'pass', requirements: six },
    { signal: stop.signal, log: () => stop.abort() },
  )
  await expect(preparePython(setUp)).rejects.toThrow('abort')
})

test('requirements of the repository, of files in the task’s list, and constraints are installed', { timeout: 120_000 }, async () => {
  const program = 'import six, idna\nprint(six.__version__, idna.__version__)\n'
  await using repository = await aRepository({
    'requirements.txt': 'six==1.15.0\n',
    'app/requirements.txt': 'six==1.16.0 ; python_version >= "3.0"\n-r ../more.txt\n',
    'more.txt': 'idna\n-c limits.txt\n',
    'limits.txt': 'idna<3.8\n',
    'app/main.py': program,
  })
  for (const pip of [
    undefined,
    ['-r app/requirements.txt'],
    ['six>1.15', '-r more.txt', '--trusted-host pypi.example', '--prefer-binary'],
  ]) {
    const script = { repository: repository.path, entry_point: 'app/main.py', requirements: { pip: pip ?? null } }
    await using setUp = await aSetUp(script, { env })
    expect(await outputOf(await preparePython(setUp))).toMatch(/^1\.1[67]\.0 3\.[0-7]\b/)
  }
})

test('a requirement by address with a condition is installed', { timeout: 120_000 }, async () => {
  await using setUp = await aSetUp({})
  const name = 'six-1.16.0-py2.py3-none-any.whl'
  await execa('python3', ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', setUp.folder, 'six==1.16.0'])
  const wheel = await readFile(join(setUp.folder, name))
  const server = createServer((_, response) => response.end(wheel)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const pip = `six @ http://127.0.0.1:${(server.address() as AddressInfo).port}/${name} ; python_version>="3.0"`
    const script = { entry_point: 'a.py', diff: 'import six\nprint(six.__version__)\n', requirements: { pip } }
    expect(await outputOf(await preparePython({ ...setUp, env, script }))).toBe('1.16.0')
  } finally {
    server.close()
  }
})
