import { setTimeout as sleep } from 'node:timers/promises'
import { trimCache } from '@clearway/runtime'

interface Trimming {
  readonly cache: string
  /** The environments that running steps use, as their `VIRTUAL_ENV` names them. */
  readonly inUse: () => ReadonlySet<string>
  readonly onProblem: (what: string, error: unknown) => void
  readonly signal: AbortSignal
}

const everyMs = 6 * 3_600_000
const unusedSeconds = 30 * 86_400

/** Deletes from the cache, a few times a day, what no task has used for a month. Ends when aborted. */
export async function trimCacheRegularly({ cache, inUse, onProblem, signal }: Trimming): Promise<void> {
  while (!signal.aborted) {
    try {
      await sleep(everyMs, undefined, { signal })
      await trimCache({ cache, unusedSeconds, inUse: inUse(), signal })
    } catch (error) {
      if (!signal.aborted) onProblem('Removing what the cache no longer needs', error)
    }
  }
}
