import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { prepareCode } from './code.ts'
import type { ScriptDocument } from './script.ts'
import { aRepository, aSetUp } from './set-up.fixture.ts'

async function textAt(repository: string, script: ScriptDocument): Promise<string> {
  await using setUp = await aSetUp({ repository, ...script })
  return await readFile(join((await prepareCode(setUp)).root, 'a.txt'), 'utf8')
}

test('a commit, a tag, a branch and the default branch are found', async () => {
  await using repository = await aRepository({ 'a.txt': 'one' })
  const first = await repository.git('rev-parse', 'HEAD')
  await repository.git('tag', 'v1')
  await repository.commit({ 'a.txt': 'two' })
  await repository.git('checkout', '-q', '-b', 'side')
  await repository.commit({ 'a.txt': 'three' })
  await repository.git('checkout', '-q', 'main')
  expect(await textAt(repository.path, { version_num: first })).toBe('one')
  expect(await textAt(repository.path, { tag: 'v1', branch: 'side' })).toBe('one')
  expect(await textAt(repository.path, { branch: 'side' })).toBe('three')
  expect(await textAt(repository.path, { branch: 'origin/side' })).toBe('three')
  expect(await textAt(repository.path, {})).toBe('two')
})

test('the mirror is used again, learns new commits, and is not asked for those it has', async () => {
  await using repository = await aRepository({ 'a.txt': 'one' })
  const first = await repository.git('rev-parse', 'HEAD')
  await using setUp = await aSetUp({ repository: repository.path, version_num: first })
  await prepareCode(setUp)
  const second = await repository.commit({ 'a.txt': 'two' })
  const code = await prepareCode({ ...setUp, script: { repository: repository.path, version_num: second } })
  expect(await readFile(join(code.root, 'a.txt'), 'utf8')).toBe('two')
  expect((await readdir(join(setUp.cache, 'repositories'))).length).toBe(1)
  await repository[Symbol.asyncDispose]()
  const again = await prepareCode(setUp)
  expect(await readFile(join(again.root, 'a.txt'), 'utf8')).toBe('one')
})

test('several set-ups that want the same repository at once all get it', async () => {
  await using repository = await aRepository({ 'a.txt': 'one' })
  await using setUp = await aSetUp({ repository: repository.path })
  const roots = ['x', 'y', 'z'].map((name) => join(setUp.folder, name))
  const codes = await Promise.all(roots.map(async (attemptRoot) => prepareCode({ ...setUp, attemptRoot })))
  expect(await Promise.all(codes.map(async ({ root }) => readFile(join(root, 'a.txt'), 'utf8')))).toEqual(['one', 'one', 'one'])
})

test('uncommitted changes are applied, new files too; changes that do not fit fail', async () => {
  await using repository = await aRepository({ 'a.txt': 'one\n' })
  await writeFile(join(repository.path, 'a.txt'), 'changed\n')
  await writeFile(join(repository.path, 'b.txt'), 'new\n')
  await repository.git('add', '-AN')
  const diff = await repository.git('diff')
  await repository.git('reset', '-q', '--hard')
  await using setUp = await aSetUp({ repository: repository.path, diff })
  const { root } = await prepareCode(setUp)
  expect([await readFile(join(root, 'a.txt'), 'utf8'), await readFile(join(root, 'b.txt'), 'utf8')]).toEqual(['changed\n', 'new\n'])
  await repository.commit({ 'a.txt': 'other\n' })
  await expect(prepareCode(setUp)).rejects.toThrow(/patch/)
})

test('a working folder outside the repository is refused', async () => {
  await using repository = await aRepository({ 'a.txt': 'one' })
  await using setUp = await aSetUp({ repository: repository.path, working_dir: '../..' })
  await expect(prepareCode(setUp)).rejects.toThrow('outside the repository')
})

test('a repository that is not there fails with git’s own words', async () => {
  await using setUp = await aSetUp({ repository: '/no/such/repository' })
  await expect(prepareCode(setUp)).rejects.toThrow('/no/such/repository')
})
