import { hasEnded } from '@clearway/contract/status'
import { type Api, statusesOf } from '@clearway/sdk'

interface End {
  /** Aborted when the task has ended or can no longer be watched. */
  readonly signal: AbortSignal
  readonly throwIfFailed: () => void
}

/** Watches whether a task has ended, until the signal is aborted. */
export function watchEnd(api: Api, task: string, signal: AbortSignal): End {
  const over = new AbortController()
  let failure: { readonly error: unknown } | undefined
  const watch = async (): Promise<void> => {
    for await (const { status } of statusesOf(api, task, { signal })) if (hasEnded(status)) return over.abort()
  }
  watch().catch((error: unknown) => {
    if (signal.aborted) return
    failure = { error }
    over.abort()
  })
  return {
    signal: over.signal,
    throwIfFailed() {
      if (failure !== undefined) throw failure.error
    },
  }
}
