import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Code, prepareCode } from './code.ts'
import { aRepository, aSetUp, aToolEnvironment } from './set-up.fixture.ts'

/** A submodule on this disk, which git clones only where that is allowed. */
const env = { ...aToolEnvironment(), GIT_ALLOW_PROTOCOL: 'file' }
const allowed = ['-c', 'protocol.file.allow=always']

/** A repository with the submodule `lib`, at the first of its three commits. */
async function withSubmodule(): Promise<{
  readonly repository: Awaited<ReturnType<typeof aRepository>>
  readonly library: Awaited<ReturnType<typeof aRepository>>
  readonly inLibrary: (...args: readonly string[]) => Promise<string>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}> {
  const library = await aRepository({ 'f.txt': 'one\n', 'g.txt': 'g\n' })
  const first = await library.git('rev-parse', 'HEAD')
  await library.commit({ 'f.txt': 'two\n' })
  await library.git('commit', '-q', '--allow-empty', '-m', 'nothing')
  const repository = await aRepository({ 'a.txt': 'a\n' })
  await repository.git(...allowed, 'submodule', '--quiet', 'add', `file://${library.path}`, 'lib')
  const inLibrary = async (...args: readonly string[]): Promise<string> => repository.git('-C', 'lib', ...args)
  await inLibrary('checkout', '-q', first)
  await repository.commit({})
  return {
    repository,
    library,
    inLibrary,
    [Symbol.asyncDispose]: async () => {
      await repository[Symbol.asyncDispose]()
      await library[Symbol.asyncDispose]()
    },
  }
}

async function applied(
  repository: string,
  diff: string,
): Promise<{ readonly code: Code; readonly text: (file: string) => Promise<string> } & AsyncDisposable> {
  const setUp = await aSetUp({ repository, diff }, { env })
  try {
    const code = await prepareCode(setUp)
    return {
      code,
      text: async (file) => readFile(join(code.root, file), 'utf8'),
      [Symbol.asyncDispose]: async () => setUp[Symbol.asyncDispose](),
    }
  } catch (error) {
    await setUp[Symbol.asyncDispose]()
    throw error
  }
}

test('a diff that begins with lines of submodules is applied, to the submodule too', { timeout: 60_000 }, async () => {
  await using world = await withSubmodule()
  const { repository } = world
  await writeFile(join(repository.path, 'lib/f.txt'), 'changed\n')
  await writeFile(join(repository.path, 'lib/new.txt'), 'untracked\n')
  await writeFile(join(repository.path, 'z.txt'), 'z\n')
  await repository.git('add', '-N', 'z.txt')
  const diff = await repository.git('diff', '--submodule=diff', '--ignore-submodules=none', 'HEAD')
  expect(diff).toMatch(/^Submodule lib contains untracked content\nSubmodule lib contains modified content\ndiff /)
  await using result = await applied(repository.path, diff)
  expect([await result.text('lib/f.txt'), await result.text('z.txt')]).toEqual(['changed\n', 'z\n'])
})

test('the files of a submodule at another commit are as they were, though the commit was never pushed', { timeout: 60_000 }, async () => {
  await using world = await withSubmodule()
  await writeFile(join(world.repository.path, 'lib/f.txt'), 'mine\n')
  await world.inLibrary('commit', '-qam', 'never pushed')
  await writeFile(join(world.repository.path, 'lib/g.txt'), 'uncommitted\n')
  const diff = await world.repository.git('diff', '--submodule=diff', 'HEAD')
  expect(diff).toMatch(/^Submodule lib contains modified content\nSubmodule lib \w+\.\.\w+:\ndiff /)
  await using result = await applied(world.repository.path, diff)
  expect([await result.text('lib/f.txt'), await result.text('lib/g.txt')]).toEqual(['mine\n', 'uncommitted\n'])
})

test.each([['short'], ['log'], ['diff']])(
  'a diff of a submodule’s commit alone, as git writes it with --submodule=%s, moves the submodule',
  { timeout: 60_000 },
  async (format) => {
    await using world = await withSubmodule()
    const tip = await world.library.git('rev-parse', 'HEAD')
    if (format === 'diff') {
      await world.inLibrary('checkout', '-q', `${tip}~1`)
      await world.repository.commit({})
    }
    await world.inLibrary('checkout', '-q', tip)
    const diff = await world.repository.git('diff', `--submodule=${format}`, 'HEAD')
    expect(diff.match(/^diff /gm)?.length).toBe(format === 'short' ? 1 : undefined)
    await using result = await applied(world.repository.path, diff)
    expect(await result.text('lib/f.txt')).toBe('two\n')
    expect(await world.repository.git('-C', join(result.code.root, 'lib'), 'rev-parse', 'HEAD')).toBe(tip)
  },
)

test.each([['short'], ['diff']])(
  'a submodule that was added or removed is so after --submodule=%s',
  { timeout: 60_000 },
  async (format) => {
    await using world = await withSubmodule()
    await using plain = await aRepository({ 'a.txt': 'a\n' })
    await plain.git(...allowed, 'submodule', '--quiet', 'add', `file://${world.library.path}`, 'lib')
    await using added = await applied(plain.path, await plain.git('diff', `--submodule=${format}`, 'HEAD'))
    expect(await added.text('lib/f.txt')).toBe('two\n')
    await world.repository.git('rm', '-qf', 'lib')
    await using removed = await applied(world.repository.path, await world.repository.git('diff', `--submodule=${format}`, 'HEAD'))
    expect(await readdir(removed.code.root)).not.toContain('lib')
  },
)

test('uncommitted code that cannot be applied fails the task', { timeout: 60_000 }, async () => {
  await using world = await withSubmodule()
  const { repository, inLibrary } = world
  const diffs: [diff: string, reason: RegExp][] = []
  await writeFile(join(repository.path, 'lib/f.txt'), 'changed\n')
  for (const format of ['short', 'log'])
    diffs.push([await repository.git('diff', `--submodule=${format}`, 'HEAD'), /submodule lib had uncommitted changes.*--submodule=diff/])
  await inLibrary('commit', '-qam', 'never pushed')
  const lost = await inLibrary('rev-parse', 'HEAD')
  diffs.push([await repository.git('diff', 'HEAD'), new RegExp(lost)])
  diffs.push([await repository.git('diff', '--submodule=log', 'HEAD'), new RegExp(`submodule lib stood at ${lost.slice(0, 7)}.*pushed`)])
  diffs.push(['diff --git a/../x b/../x\n--- a/../x\n+++ b/../x\n@@ -0,0 +1 @@\n+x\n', /outside the repository/])
  await writeFile(join(repository.path, 'a.txt'), 'text')
  await writeFile(join(repository.path, 'b.bin'), 'a\0b')
  await repository.git('add', '-N', 'b.bin')
  diffs.push([await repository.git('diff', 'HEAD', '--', 'a.txt', 'b.bin'), /binary patch/])
  for (const [diff, reason] of diffs) await expect(applied(repository.path, diff)).rejects.toThrow(reason)
})

const initCall = 'try: from allegroai import Task\nexcept ImportError: from clearml import Task\n(__name__ != "__main__") or Task.init()\n'
/** What `Task.create(repo=…)` of ClearML's SDK 2.1.12 puts into a task's diff. */
const sdkPatch = `diff --git a/requirements.txt b/requirements.txt
--- a/requirements.txt
+++ b/requirements.txt
@@ -0,0 +1,1 @@
+clearml
diff --git a/src/main.py b/src/main.py
--- a/src/main.py
+++ b/src/main.py
@@ -0,0 +1,4 @@
${`${initCall}\n`.replaceAll(/^/gm, '+').slice(0, -1)}`

test('the lines that ClearML’s SDK adds without having seen the files are applied', async () => {
  await using repository = await aRepository({ 'src/main.py': '# mine\nprint(1)\n' })
  await using result = await applied(repository.path, sdkPatch)
  expect(await result.text('src/main.py')).toBe(`${initCall}\n# mine\nprint(1)\n`)
  expect(await result.text('requirements.txt')).toBe('clearml\n')
  await repository.commit({ 'requirements.txt': 'six\n', 'src/main.py': '"""Doc"""\nfrom __future__ import annotations\nprint(1)\n' })
  await using second = await applied(repository.path, sdkPatch)
  expect(await second.text('requirements.txt')).toBe('clearml\nsix\n')
  expect(await second.text('src/main.py')).toBe(`"""Doc"""\nfrom __future__ import annotations\n${initCall}\nprint(1)\n`)
})

test('a diff without context, and one whose last blank lines were trimmed, are applied', async () => {
  await using repository = await aRepository({ 'a.txt': 'one\ntwo\nthree\n\n\n\n' })
  await writeFile(join(repository.path, 'a.txt'), 'one\n2\nthree\n\n\n\n')
  const diffs = [await repository.git('diff', '-U0'), (await repository.git('diff')).trim()]
  await repository.git('checkout', '-q', '.')
  for (const diff of diffs) {
    await using result = await applied(repository.path, diff)
    expect(await result.text('a.txt')).toBe('one\n2\nthree\n\n\n\n')
  }
})
