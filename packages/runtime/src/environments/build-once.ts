import { randomUUID } from 'node:crypto'
import { mkdir, readFile, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withLock } from '../file-lock.ts'

/**
 * Returns the folder that `build` filled; it is built once, for all processes and calls. Each try builds in a folder of its own, which stays where it is,
 * because virtual environments hold their own path; the file `ready` then names the good folder. So the remains of a killed build disturb no other build, even
 * while its tools still run.
 */
export async function buildOnce(folder: string, signal: AbortSignal, build: (target: string) => Promise<void>): Promise<string> {
  const ready = join(folder, 'ready')
  const found = await readReady(folder, ready)
  if (found !== undefined) return found
  return withLock(join(folder, 'lock'), signal, async () => {
    const meanwhile = await readReady(folder, ready)
    if (meanwhile !== undefined) return meanwhile
    await removeUnfinished(folder)
    const name = `build-${randomUUID()}`
    const target = join(folder, name)
    await mkdir(target)
    try {
      await build(target)
    } catch (error) {
      await rm(target, { recursive: true, force: true, maxRetries: 3 })
      throw error
    }
    await writeFile(`${ready}.new`, name)
    await rename(`${ready}.new`, ready)
    return target
  })
}

async function readReady(folder: string, ready: string): Promise<string | undefined> {
  try {
    const name = await readFile(ready, 'utf8')
    // Marks the time of use, for `trimCache`.
    await utimes(ready, new Date(), new Date())
    return join(folder, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith('build-')) await rm(join(folder, name), { recursive: true, force: true, maxRetries: 3 })
  }
}
