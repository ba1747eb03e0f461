import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, test, vi } from 'vitest'
import { findPython } from './find-python.ts'
import { aSetUp, aToolEnvironment } from './set-up.fixture.ts'

/** A PATH on which a version manager has put programs that do not run, as for a version that is installed but not active, before the machine's own. */
async function aManager(folder: string, names: readonly string[]): Promise<Record<string, string>> {
  const shims = join(folder, 'shims')
  await mkdir(shims, { recursive: true })
  for (const name of names) {
    await writeFile(join(shims, name), `#!/bin/sh\necho "pyenv: ${name}: command not found" >&2\nexit 127\n`)
    await chmod(join(shims, name), 0o755)
  }
  const own = aToolEnvironment()
  return { ...own, PATH: `${shims}:${own['PATH']}`, PYENV_ROOT: join(folder, 'pyenv'), ASDF_DATA_DIR: join(folder, 'asdf') }
}

async function ownPython(): Promise<{ readonly executable: string; readonly version: string; readonly minor: string }> {
  const { stdout } = await execa('python3', ['-c', 'import sys; print(sys.executable, "%d.%d.%d" % sys.version_info[:3])'])
  const [executable = '', version = ''] = stdout.split(' ')
  return { executable, version, minor: version.split('.').slice(0, 2).join('.') }
}

test('a program on the PATH that does not run is skipped', async () => {
  const { version, minor } = await ownPython()
  for (const binary of ['python3', `/nowhere/bin/python${minor}`]) {
    await using setUp = await aSetUp({ binary })
    const env = await aManager(setUp.folder, ['python', 'python3', `python${minor}`])
    expect((await findPython({ ...setUp, env }, undefined)).version).toBe(version)
    expect(setUp.lines).toEqual([])
  }
})

test('a program on the PATH that runs and is no interpreter is skipped', async () => {
  const { version } = await ownPython()
  await using setUp = await aSetUp({ binary: 'python3' })
  const env = await aManager(setUp.folder, ['python3'])
  await writeFile(join(setUp.folder, 'shims', 'python3'), '#!/bin/sh\necho "Welcome to the wrapper."\n')
  expect((await findPython({ ...setUp, env }, undefined)).version).toBe(version)
})

test.each(['pyenv/versions', 'asdf/installs/python'])(
  'a version that %s has installed is found where it is not active',
  async (versions) => {
    const { executable, version, minor } = await ownPython()
    await using setUp = await aSetUp({ binary: `python${minor}` })
    const bin = join(setUp.folder, versions, version, 'bin')
    await mkdir(bin, { recursive: true })
    await symlink(executable, join(bin, 'python'))
    const managed = await aManager(setUp.folder, [`python${minor}`])
    const env = { ...managed, PATH: managed['PATH']?.split(':')[0] ?? '' }
    expect((await findPython({ ...setUp, env }, undefined)).version).toBe(version)
    expect(setUp.lines).toEqual([])
  },
)

test('a Python version that is not installed is replaced by another, and the log says so', async () => {
  const { version, minor } = await ownPython()
  for (const binary of ['/opt/nowhere/python3.99', `python${minor}.99`]) {
    await using setUp = await aSetUp({ binary })
    const env = await aManager(setUp.folder, ['python3.99'])
    expect((await findPython({ ...setUp, env }, undefined)).version).toMatch(/^3\./)
    expect(setUp.lines).toEqual([
      expect.stringMatching(`WARNING: the task asks for ${binary}, which this machine does not have\\. It runs on Python 3\\.`),
    ])
  }
  await using exact = await aSetUp({ binary: `python${version}` })
  expect((await findPython(exact, undefined)).version).toBe(version)
  expect(exact.lines).toEqual([])
})

test('a machine without Python is refused with the reason', async () => {
  await using setUp = await aSetUp({ binary: 'python' }, { env: { ...aToolEnvironment(), PATH: '/nowhere' } })
  await expect(findPython(setUp, undefined)).rejects.toThrow('No Python was found')
})

test('an interpreter is asked again only after a while, or in another environment', async () => {
  const { executable, version } = await ownPython()
  await using setUp = await aSetUp({ binary: 'python3' })
  const env = await aManager(setUp.folder, [])
  const calls = join(setUp.folder, 'calls')
  const program = join(setUp.folder, 'shims', 'python3')
  await writeFile(program, `#!/bin/sh\necho asked >> ${calls}\nexec ${executable} "$@"\n`)
  await chmod(program, 0o755)
  const times = async () => (await readFile(calls, 'utf8')).trim().split('\n').length
  const find = (more: Readonly<Record<string, string>> = {}) => findPython({ ...setUp, env: { ...env, ...more } }, undefined)
  vi.useFakeTimers({ toFake: ['performance'] })
  try {
    expect((await find()).version).toBe(version)
    expect((await find()).version).toBe(version)
    expect(await times()).toBe(1)
    await find({ PYENV_VERSION: version })
    expect(await times()).toBe(2)
    vi.advanceTimersByTime(10_001)
    await find()
    expect(await times()).toBe(3)
  } finally {
    vi.useRealTimers()
  }
})
