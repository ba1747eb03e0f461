import { existsSync } from 'node:fs'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolders, makeFoldersSync } from './make-folders.ts'

test('missing parents are made with the mode, what is there stays, and a place that takes no folder is refused at once', async ({
  onTestFinished,
}) => {
  const base = await mkdtemp(join(tmpdir(), 'clearway-folders-'))
  onTestFinished(() => rm(base, { recursive: true }))
  expect([await makeFolders(join(base, 'a/b/c'), 0o700), makeFoldersSync(join(base, 'd/e'), 0o700)]).toEqual([true, true])
  expect([await makeFolders(join(base, 'a/b/c')), makeFoldersSync(join(base, 'd'))]).toEqual([false, false])
  expect(((await stat(join(base, 'a/b'))).mode & 0o777).toString(8)).toBe('700')

  await writeFile(join(base, 'file'), '')
  await expect(makeFolders(join(base, 'file'))).rejects.toThrow('EEXIST')
  expect(() => makeFoldersSync(join(base, 'file/below'))).toThrow('ENOTDIR')
  if (!existsSync('/proc/self')) return
  await expect(makeFolders('/proc/none/deep')).rejects.toThrow(/ENOENT|EACCES|EPERM/)
  expect(() => makeFoldersSync('/proc/none/deep')).toThrow(/ENOENT|EACCES|EPERM/)
})
