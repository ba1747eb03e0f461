import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { aSetUp, outputOf } from './set-up.fixture.ts'
import { prepareCommand } from './command.ts'

async function stored(folder: string, name: string, text: string) {
  const uri = join(folder, name)
  await writeFile(uri, text)
  return { uri, hash: createHash('sha256').update(text).digest('hex') }
}

async function withFiles(path: string) {
  const setUp = await aSetUp({ binary: 'sh', entry_point: '-c ./lib/run.sh' })
  const program = await stored(setUp.folder, 'run.sh', '#!/bin/sh\ncat lib/data.txt; echo more >> lib/data.txt')
  const data = await stored(setUp.folder, 'data.txt', 'hello\n')
  const list = [
    { path: 'lib/run.sh', ...program, isProgram: true },
    { path, ...data },
  ]
  const artifact = { key: 'files', mode: 'input', ...(await stored(setUp.folder, 'files.json', JSON.stringify(list))) }
  return { ...setUp, artifacts: [artifact] }
}

test('files that travel with a task lie in the folder where it runs, programs among them, and each attempt may change its own', async () => {
  await using setUp = await withFiles('lib/data.txt')
  expect(await outputOf(await prepareCommand(setUp))).toBe('hello')
  expect(await outputOf(await prepareCommand({ ...setUp, attemptRoot: join(setUp.folder, 'another') }))).toBe('hello')
})

test('a file that would lie outside of the task’s folder is refused', async () => {
  await using setUp = await withFiles('../../data.txt')
  await expect(prepareCommand(setUp)).rejects.toThrow('lies outside of its folder')
})
