import { setTimeout as sleep } from 'node:timers/promises'
import { trimCache } from './environments/trim-cache.ts'
import { readSpec } from './executors/attempt-folder.ts'
import type { ProcessExecutor } from './executors/process.ts'

type Upkeep = {
  readonly cache: string
  readonly executor: ProcessExecutor
  readonly running: () => readonly string[]
  readonly onProblem: (what: string, error: unknown) => void
  readonly signal: AbortSignal
}

const everyMs = 6 * 3_600_000
const unusedSeconds = 30 * 86_400

/** Removes, a few times a day, what no task has asked the cache for in a month. Ends when aborted. */
export async function keepCacheSmall({ cache, executor, running, onProblem, signal }: Upkeep): Promise<void> {
  while (!signal.aborted) {
    try {
      await sleep(everyMs, undefined, { signal })
      const specs = await Promise.all(running().map((attempt) => readSpec(executor.folder(attempt))))
      const inUse = new Set(specs.flatMap((spec) => spec?.env['VIRTUAL_ENV'] ?? []))
      await trimCache({ cache, unusedSeconds, inUse, signal })
    } catch (error) {
      if (!signal.aborted) onProblem('Removing what the cache no longer needs', error)
    }
  }
}
