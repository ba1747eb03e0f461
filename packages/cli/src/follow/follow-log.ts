import { hasEnded } from '@clearway/contract/status'
import { type Api, statusesOf } from '@clearway/sdk'

export interface FollowLogOptions {
  /** Only lines after this sequence number. */
  readonly after: number
  readonly attempt?: number | undefined
  readonly signal: AbortSignal
}

const waitSeconds = 20
/** How long lines are awaited that a task's agent sends after it has reported the end. */
const lingerSeconds = 1

/** Yields each new line of a task's log, until the task has ended and no further line arrives. */
export async function* followLog(
  api: Api,
  task: string,
  { after, attempt, signal }: FollowLogOptions,
): AsyncGenerator<Readonly<Record<string, unknown>>, void, void> {
  const left = new AbortController()
  const ended = watchEnd(api, task, AbortSignal.any([signal, left.signal]))
  let seen = after
  try {
    for (;;) {
      const isOver = ended.signal.aborted
      const either = isOver ? signal : AbortSignal.any([signal, ended.signal])
      const query = {
        task,
        order: 'asc' as const,
        after: seen,
        wait: isOver ? lingerSeconds : waitSeconds,
        ...(attempt === undefined ? {} : { attempt }),
      }
      const page = await api.events.get_task_log(query, { signal: either }).catch((error: unknown) => {
        if (!either.aborted) throw error
        return undefined
      })
      if (signal.aborted) return
      ended.throwIfFailed()
      if (page === undefined) continue
      yield* page.events
      seen = Math.max(seen, page.last ?? seen)
      if (isOver && page.events.length === 0) return
    }
  } finally {
    left.abort()
  }
}

interface End {
  /** Aborted when the task has ended or can no longer be watched. */
  readonly signal: AbortSignal
  readonly throwIfFailed: () => void
}

function watchEnd(api: Api, task: string, signal: AbortSignal): End {
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
