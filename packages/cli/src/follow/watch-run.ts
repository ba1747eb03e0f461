import { hasEnded } from '@clearway/contract/status'
import { type Api, isServerAway } from '@clearway/sdk/client'
import { setTimeout as sleep } from 'node:timers/promises'
import { RunReader } from '../run-view/run-reader.ts'
import type { RunView } from '../run-view/run-view.ts'

/** How long further changes are awaited before the run is read. */
const gatherMs = 60
/** How often the run is read without a change. */
const longestPauseMs = 2000

/** For how long a server that was there may be away, as during its restart. */
const patienceMs = 60_000
/** How often a server that is away is called again, beside the patience of the client. */
const againMs = 500

/**
 * Yields a run as it is, and again after each change, until it has ended. A slow server is read less often, and one that is away after the first view is
 * awaited.
 */
export async function* watchRun(api: Api, id: string, signal: AbortSignal): AsyncGenerator<RunView, void, void> {
  let seen: number | undefined
  while (!signal.aborted) {
    try {
      for await (const view of watchWhileThere(api, id, signal)) {
        seen = performance.now()
        yield view
        seen = performance.now()
      }
      return
    } catch (error) {
      if (!isServerAway(error) || seen === undefined || performance.now() - seen > patienceMs) throw error
      await sleep(againMs, undefined, { signal }).catch(() => undefined)
    }
  }
}

async function* watchWhileThere(api: Api, id: string, signal: AbortSignal): AsyncGenerator<RunView, void, void> {
  const over = new AbortController()
  const either = AbortSignal.any([signal, over.signal])
  const news = listen(api, either)
  const reader = new RunReader(api, id)
  try {
    for (;;) {
      const begun = performance.now()
      const heard = news.next()
      const view = await reader.read(either)
      yield view
      if (hasEnded(view.run.status)) return
      const rest = Math.max(gatherMs, 5 * (performance.now() - begun))
      await Promise.race([heard, sleep(longestPauseMs, undefined, { signal: either })])
      await sleep(Math.min(rest, longestPauseMs), undefined, { signal: either })
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    over.abort()
  }
}

interface News {
  /** Resolves at the next change of any task; rejects if the stream of changes has ended. */
  readonly next: () => Promise<void>
}

function listen(api: Api, signal: AbortSignal): News {
  let wake: PromiseWithResolvers<void> | undefined
  let failure: unknown
  const hear = async (): Promise<void> => {
    for await (const _ of api.changes.stream({ entity: ['task'] }, { signal })) {
      wake?.resolve()
      wake = undefined
    }
  }
  hear().catch((error: unknown) => {
    if (signal.aborted) return
    failure = error
    wake?.reject(error)
  })
  return {
    next() {
      if (failure !== undefined) throw failure
      wake ??= Promise.withResolvers()
      // The caller may already have gone on, because its time was over.
      wake.promise.catch(() => {})
      return wake.promise
    },
  }
}
