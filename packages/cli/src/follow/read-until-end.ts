import type { Api } from '@clearway/sdk'
import { watchEnd } from './watch-end.ts'

interface Reading<News> {
  /** Reads what is new, and waits for it for so many seconds if there is nothing. Answers undefined where nothing came. */
  readonly read: (seconds: number, signal: AbortSignal) => Promise<News | undefined>
  readonly signal: AbortSignal
}

const waitSeconds = 20
/** How long to wait for news that are sent after a task's end was reported. */
const lingerSeconds = 1

/** Yields what is new of a task, one reading after another, until the task has ended and nothing further comes. */
export async function* readUntilEnd<News>(api: Api, task: string, { read, signal }: Reading<News>): AsyncGenerator<News, void, void> {
  const left = new AbortController()
  const ended = watchEnd(api, task, AbortSignal.any([signal, left.signal]))
  try {
    for (;;) {
      const isOver = ended.signal.aborted
      const either = isOver ? signal : AbortSignal.any([signal, ended.signal])
      const answer = await read(isOver ? lingerSeconds : waitSeconds, either).then(
        (news) => ({ news }),
        (error: unknown) => {
          if (!either.aborted) throw error
          return undefined
        },
      )
      if (signal.aborted) return
      ended.throwIfFailed()
      if (answer === undefined) continue
      if (answer.news !== undefined) yield answer.news
      else if (isOver) return
    }
  } finally {
    left.abort()
  }
}
