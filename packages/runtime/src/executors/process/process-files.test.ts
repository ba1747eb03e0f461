import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addLine, exitCodeIn, identityIn, openFiles, processFiles, readSpec, removeFiles } from './process-files.ts'

test('files that were made ahead count as not written, and opening them again changes nothing', async () => {
  const root = await mkdtemp(join(tmpdir(), 'clearway-files-'))
  try {
    const files = processFiles(root)
    openFiles(files)
    addLine(files, 'kept')
    const before = await readdir(root)
    openFiles(files)
    expect(await readdir(root)).toEqual(before)
    expect([await readSpec(files), identityIn(files), exitCodeIn(files)]).toEqual([undefined, undefined, undefined])
    await removeFiles(files)
    expect(await readdir(root)).toEqual([])
  } finally {
    await rm(root, { recursive: true, force: true })
  }
})
