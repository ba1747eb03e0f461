import { globSync } from 'node:fs'
import { access, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { prepareCode } from './code.ts'
import type { ScriptDocument, SetUp } from './script.ts'
import { aRepository, aSetUp } from './set-up.fixture.ts'

async function textOf(setUp: SetUp, script: ScriptDocument = setUp.script): Promise<string> {
  return readFile(join((await prepareCode({ ...setUp, script })).root, 'a.txt'), 'utf8')
}

test('the default branch is the one that the repository has when the task is set up', async () => {
  await using repository = await aRepository({ 'a.txt': 'one' })
  await using setUp = await aSetUp({ repository: repository.path })
  expect(await textOf(setUp)).toBe('one')
  await repository.git('checkout', '-q', '-b', 'trunk')
  await repository.commit({ 'a.txt': 'two' })
  expect(await textOf(setUp)).toBe('two')
  await repository.git('branch', '-D', 'main')
  await repository.commit({ 'a.txt': 'three' })
  expect(await textOf(setUp)).toBe('three')
  await repository.git('checkout', '-q', '--detach')
  await repository.commit({ 'a.txt': 'detached' })
  expect(await textOf(setUp)).toBe('detached')
})

test('the mirror is updated after a branch’s name became a folder of branches', async () => {
  await using repository = await aRepository({ 'a.txt': 'one' })
  await repository.git('branch', 'side')
  await using setUp = await aSetUp({ repository: repository.path, branch: 'side' })
  expect(await textOf(setUp)).toBe('one')
  await repository.git('branch', '-D', 'side')
  await repository.git('checkout', '-q', '-b', 'side/two')
  await repository.commit({ 'a.txt': 'two' })
  expect(await textOf(setUp, { ...setUp.script, branch: 'side/two' })).toBe('two')
})

test('a version may be a commit, shortened too, a branch or a tag, each as it is now', async () => {
  await using repository = await aRepository({ 'a.txt': 'one' })
  const first = await repository.git('rev-parse', 'HEAD')
  await repository.git('tag', 'v1')
  await repository.commit({ 'a.txt': 'two' })
  await using setUp = await aSetUp({ repository: repository.path })
  for (const version_num of [first, first.slice(0, 8), 'v1', 'main~1', 'origin/main~1', ` ${first}\n`])
    expect(await textOf(setUp, { ...setUp.script, version_num })).toBe('one')
  expect(await textOf(setUp, { ...setUp.script, version_num: 'main' })).toBe('two')
  await repository.commit({ 'a.txt': 'three' })
  expect(await textOf(setUp, { ...setUp.script, version_num: 'main' })).toBe('three')
})

test.each(['version_num', 'tag', 'branch'] as const)('git takes no %s for an option', async (field) => {
  await using repository = await aRepository({ 'a.txt': 'one' })
  await using setUp = await aSetUp({ repository: repository.path })
  const mark = join(setUp.folder, 'mark')
  for (const value of [`--upload-pack=touch ${mark};git-upload-pack`, '-f', '--orphan=x', 'HEAD', '--', `-c core.editor=touch ${mark}`])
    await expect(prepareCode({ ...setUp, script: { ...setUp.script, [field]: value } })).rejects.toThrow('Was it pushed?')
  for (const repository of [`--upload-pack=touch ${mark}`, `-utouch ${mark}`, `--config=core.sshCommand=touch ${mark}`])
    await expect(prepareCode({ ...setUp, script: { repository } })).rejects.toThrow('no address')
  const path = join(setUp.folder, `--upload-pack=touch ${mark}`)
  await expect(prepareCode({ ...setUp, script: { repository: path } })).rejects.toThrow(path)
  await expect(access(mark)).rejects.toThrow('ENOENT')
})

test('a mirror that a killed git or a power failure has damaged is created again', async () => {
  await using repository = await aRepository({ 'a.txt': 'one' })
  await using setUp = await aSetUp({ repository: repository.path, branch: 'main' })
  expect(await textOf(setUp)).toBe('one')
  const [name = ''] = globSync('*.git', { cwd: join(setUp.cache, 'repositories') })
  const mirror = join(setUp.cache, 'repositories', name)
  for (const damage of [
    async () => writeFile(join(mirror, 'packed-refs.lock'), ''),
    async () => writeFile(join(mirror, 'HEAD'), ''),
    async () => rm(join(mirror, 'objects'), { recursive: true }),
  ]) {
    await damage()
    await repository.git('branch', '-f', 'other')
    await repository.commit({ 'a.txt': String(damage) })
    await repository.git('branch', '-D', 'other')
    expect(await textOf(setUp)).toBe(String(damage))
  }
})

test('a commit that does not exist is named', async () => {
  await using repository = await aRepository({ 'a.txt': 'one' })
  await using setUp = await aSetUp({ repository: repository.path, version_num: 'abcdef12' })
  await expect(prepareCode(setUp)).rejects.toThrow(`${repository.path} has no commit, branch or tag abcdef12`)
  await using whole = await aSetUp({ repository: repository.path, version_num: 'ab'.repeat(20) })
  await expect(prepareCode(whole)).rejects.toThrow('ab'.repeat(20))
})
