import { spawnSync } from 'node:child_process'
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

const unshare = ['--user', '--map-root-user', '--pid', '--fork', '--mount-proc']
const canUnshare = process.platform === 'linux' && spawnSync('unshare', [...unshare, 'true']).status === 0

// Skipped where the system lets no user make namespaces of processes.
test.runIf(canUnshare)('the upload of a server in another container of the same name is left alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clearway-blobs-'))
  try {
    using blobs = await openBlobFolder(folder, 0, 60_000)
    const code = `
      import { writeFileSync } from 'node:fs'
      import { ownTemporaryName } from ${JSON.stringify(new URL('temporary-files.ts', import.meta.url).href)}
      writeFileSync(process.argv[1] + '/' + ownTemporaryName('upload'), 'a part')`
    const node = [process.execPath, '--input-type=module', '-e', code, join(folder, 'blobs/tmp')] as const
    expect(spawnSync('unshare', [...unshare, ...node]).status).toBe(0)
    await blobs.tidy()
    expect(await readdir(join(folder, 'blobs/tmp'))).toHaveLength(1)
    // One that ended here, in the same namespace, has left its upload.
    expect(spawnSync(node[0], node.slice(1)).status).toBe(0)
    await blobs.tidy()
    expect(await readdir(join(folder, 'blobs/tmp'))).toHaveLength(1)
  } finally {
    await rm(folder, { recursive: true })
  }
})
