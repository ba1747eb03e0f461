import { access, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { withLock } from '@clearway/runtime/file-lock'

const minutes = 60_000

/** The folder of what the tests make once on this machine. All their processes share it. */
const cacheFolder = join(import.meta.dirname, '..', '..', '..', '.cache')

/** What the agents of the tests make once: environments, copies of repositories, and uv. */
export const agentCache = join(cacheFolder, 'agent')

/** Builds a folder of the cache, unless it is complete. It is built in place, under a lock, because what is built may hold its own path. */
export async function builtOnce(name: string, build: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cacheFolder, name)
  // Written last.
  const done = join(folder, 'complete')
  if (await exists(done)) return folder

  await mkdir(dirname(folder), { recursive: true })
  await withLock(`${folder}.lock`, AbortSignal.timeout(10 * minutes), async () => {
    if (await exists(done)) return
    await rm(folder, { recursive: true, force: true })
    await build(folder)
    await writeFile(done, '')
  })
  return folder
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
