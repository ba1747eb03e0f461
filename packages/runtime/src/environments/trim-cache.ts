import { readFile, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { withLock } from '../file-lock.ts'

interface Trimming {
  readonly cache: string
  /** After how long without a set-up that uses it an entry is deleted. */
  readonly unusedSeconds: number
  /** Environments that live steps run in, as their `VIRTUAL_ENV` names them: they stay. */
  readonly inUse: ReadonlySet<string>
  readonly signal: AbortSignal
}

/** Removes environments, bundles and mirrors that are no longer used, and gives their paths. Each set-up that uses one counts as a use. */
export async function trimCache({ cache, unusedSeconds, inUse, signal }: Trimming): Promise<readonly string[]> {
  const before = Date.now() - unusedSeconds * 1000
  const removed: string[] = []
  for (const folder of await entries(join(cache, 'environments'))) {
    await withLock(join(folder, 'lock'), signal, async () => {
      const ready = await readFile(join(folder, 'ready'), 'utf8').catch(ifMissing(undefined))
      if (ready !== undefined && (inUse.has(join(folder, ready)) || (await usedAt(join(folder, 'ready'))) >= before)) return
      if (ready === undefined && (await usedAt(folder)) >= before) return
      // The mark first: no task may find an environment that is half deleted.
      await rm(join(folder, 'ready'), { force: true })
      for (const name of await readdir(folder))
        if (name.startsWith('build-')) await rm(join(folder, name), { recursive: true, force: true })
      removed.push(folder)
    })
  }
  for (const folder of await entries(join(cache, 'bundles'))) {
    if ((await usedAt(folder)) >= before) continue
    await rm(folder, { recursive: true, force: true })
    removed.push(folder)
  }
  for (const mirror of (await entries(join(cache, 'repositories'))).filter((path) => path.endsWith('.git'))) {
    await withLock(`${mirror}.lock`, signal, async () => {
      if ((await usedAt(mirror)) >= before) return
      await rm(mirror, { recursive: true, force: true })
      removed.push(mirror)
    })
  }
  return removed
}

async function entries(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(ifMissing([]))).map((name) => join(folder, name))
}

async function usedAt(path: string): Promise<number> {
  return stat(path).then(({ mtimeMs }) => mtimeMs, ifMissing(0))
}

function ifMissing<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return value
    throw error
  }
}
