import type { ResponseOf, TaskStatus, tasks } from '@clearway/contract'
import { isApiError } from '../api-error.ts'
import type { Api } from '../client.ts'
import { backOffMs, pause } from '../client/pause.ts'

/** What the server says of a task that is waited for. */
export type TaskNews = ResponseOf<typeof tasks.wait>['tasks'][number]

/** The time for a wait ran out. */
export class WaitTimeout extends Error {
  override readonly name = 'WaitTimeout'
}

export interface WaitOptions {
  readonly timeoutSeconds?: number
  readonly signal?: AbortSignal
}

/**
 * Each status of a task as it changes, the present one first, without asking in between: the server answers when there is news. A connection that
 * breaks is made again for as long as the wait may last.
 */
export async function* statusesOf(
  api: Api,
  id: string,
  { timeoutSeconds, signal }: WaitOptions = {},
): AsyncGenerator<TaskNews, void, void> {
  const deadline = timeoutSeconds === undefined ? undefined : AbortSignal.timeout(Math.ceil(timeoutSeconds * 1000))
  const either = AbortSignal.any([signal, deadline].filter((one) => one !== undefined))
  let seen: TaskNews | undefined
  for (let failures = 0; ;) {
    try {
      const known = seen === undefined ? { id } : { id, status: seen.status, attempt: seen.attempt, stop_requested: seen.stop_requested }
      const { tasks: news } = await api.tasks.wait({ tasks: [known], timeout: 30 }, { signal: either })
      failures = 0
      const [fresh] = news
      if (fresh === undefined) continue
      seen = fresh
      yield fresh
    } catch (error) {
      signal?.throwIfAborted()
      if (deadline?.aborted === true)
        throw new WaitTimeout(`Task ${id} was ${seen?.status ?? 'not seen'} after ${timeoutSeconds} s, and the time for waiting is over.`)
      if (!isApiError(error, 'unreachable', 'no_answer', 'unavailable') || failures === 60) throw error
      failures += 1
      await pause(backOffMs(failures), either).catch(() => {})
    }
  }
}

/** Waits until a task has one of these statuses. */
export async function waitForStatus(api: Api, id: string, until: (status: TaskStatus) => boolean, options: WaitOptions): Promise<TaskNews> {
  for await (const news of statusesOf(api, id, options)) if (until(news.status)) return news
  throw new WaitTimeout(`Task ${id}: the wait ended without an answer.`)
}
