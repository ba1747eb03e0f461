import type { Api } from '@clearway/sdk'
import { watchEnd } from './watch-end.ts'

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
