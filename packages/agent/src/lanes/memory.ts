import { readFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { availableMemory } from '../machine-stats.ts'

/** What programs could still have and what there is in all, in bytes: of the machine, or of the container that the agent runs in. */
export async function measureMemory(): Promise<{ readonly available: number; readonly total: number }> {
  const [available, total, limit] = [await availableMemory(), totalmem(), process.constrainedMemory()]
  // Without a limit the figure is 0, or the largest that there is.
  if (limit === 0 || limit >= total) return { available, total }
  return { available: Math.min(available, process.availableMemory() + (await fileCache())), total: limit }
}

/** The container's file cache, which counts as used there and can be had back. */
async function fileCache(): Promise<number> {
  for (const file of ['/sys/fs/cgroup/memory.stat', '/sys/fs/cgroup/memory/memory.stat']) {
    const text = await readFile(file, 'utf8').catch(ifUnreadable)
    const bytes = /^(?:total_)?inactive_file (\d+)$/m.exec(text)?.[1]
    if (bytes !== undefined) return Number(bytes)
  }
  return 0
}

function ifUnreadable(error: NodeJS.ErrnoException): string {
  if (['ENOENT', 'EACCES', 'ENOTDIR'].includes(error.code ?? '')) return ''
  throw error
}
