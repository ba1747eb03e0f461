import { chmod, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { openBlobFolder } from './blob-folder.ts'

test('only the owner can read blobs, also in a folder that was made readable for all users', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clearway-blobs-'))
  try {
    await mkdir(join(folder, 'blobs'))
    await chmod(join(folder, 'blobs'), 0o755)
    using blobs = await openBlobFolder(folder, 0, 1000)
    await using received = await blobs.receive('id', Readable.from([Buffer.from('secret')]), new AbortController().signal)
    await received.store('abcdef')
    const modes = new Map<string, string>()
    for (const entry of await readdir(join(folder, 'blobs'), { recursive: true }))
      modes.set(entry, ((await stat(join(folder, 'blobs', entry))).mode & 0o777).toString(8))
    expect(Object.fromEntries(modes)).toEqual({ tmp: '700', ab: '700', 'ab/abcdef': '600' })
    expect(((await stat(join(folder, 'blobs'))).mode & 0o777).toString(8)).toBe('700')
  } finally {
    await rm(folder, { recursive: true })
  }
})
