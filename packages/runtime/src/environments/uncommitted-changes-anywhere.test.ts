import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { seed } from '@clearway/testkit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { prepareCode } from './code.ts'
import { aRepository, aSetUp, aToolEnvironment } from './set-up.fixture.ts'

/** Lines of a file, among them those that a diff has around its hunks. */
const line = fc.constantFrom(
  'one',
  '',
  ' ',
  '\tx',
  '-',
  '+++ b/a.txt',
  'diff --git a/a.txt b/a.txt',
  'Submodule lib 1234567..89abcde:',
  'Submodule lib contains modified content',
  `Subproject commit ${'ab'.repeat(20)}`,
  `Subproject commit ${'ab'.repeat(20)}-dirty`,
  'index 160000',
  '@@ -0,0 +1 @@',
)
const text = fc.tuple(fc.array(line, { maxLength: 8 }), fc.constantFrom('', '\n')).map(([lines, end]) => lines.join('\n') + end)
const names = ['a.txt', 'b c.txt', 'sub/ü.txt', 'new.txt', 'sub/new.py', 'lib/f.txt', 'lib/g.txt']
/** A file's new content; undefined removes it. */
const changes = fc.dictionary(fc.constantFrom(...names), fc.option(text, { nil: undefined }), { minKeys: 1 })

test('a diff of any files, a submodule’s too, gives the files that it was made of', { timeout: 120_000 }, async () => {
  await using library = await aRepository({ 'f.txt': 'f\n1\n2\n3\n', 'g.txt': '' })
  const first = await library.git('rev-parse', 'HEAD')
  await library.commit({ 'f.txt': 'second\n' })
  await using repository = await aRepository({ 'a.txt': 'a\nb\nc\nd\n', 'b c.txt': '', 'sub/ü.txt': 'no newline' })
  await repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', `file://${library.path}`, 'lib')
  await repository.commit({})
  await using setUp = await aSetUp({ repository: repository.path }, { env: { ...aToolEnvironment(), GIT_ALLOW_PROTOCOL: 'file' } })

  const property = fc.asyncProperty(changes, fc.boolean(), fc.constantFrom('-U3', '-U0'), async (files, isMoved, context) => {
    if (isMoved) await repository.git('-C', 'lib', 'checkout', '-q', first)
    for (const [name, content] of Object.entries(files)) {
      const file = join(repository.path, name)
      await mkdir(dirname(file), { recursive: true })
      if (content === undefined) await rm(file, { force: true })
      else await writeFile(file, content)
    }
    await repository.git('add', '-AN')
    const contents = async (root: string): Promise<readonly (string | undefined)[]> =>
      Promise.all(names.map(async (name) => readFile(join(root, name), 'utf8').catch(() => undefined)))
    const expected = await contents(repository.path)
    // Not by `repository.git`, which takes the last newline away.
    await repository.git('diff', '--submodule=diff', context, `--output=${join(setUp.folder, 'diff')}`, 'HEAD')
    const diff = await readFile(join(setUp.folder, 'diff'), 'utf8')
    await repository.git('-C', 'lib', 'checkout', '-qf', 'main')
    await repository.git('reset', '-q', '--hard')
    await repository.git('clean', '-qfd')
    const { root } = await prepareCode({ ...setUp, script: { ...setUp.script, diff } })
    expect(await contents(root)).toEqual(expected)
  })
  await fc.assert(property, { seed: seed(), numRuns: 5, endOnFailure: true })
})
