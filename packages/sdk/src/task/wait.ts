import type { ResponseOf, TaskStatus, tasks } from '@clearway/contract'
import { stateWord } from '@clearway/contract/state-words'
import type { Api } from '../client.ts'
import { retry, whileServerIsAway } from '../client/retry.ts'

const pollSeconds = 30
const pollAttempts = 60

/** The state of a task that is waited for. */
export type TaskState = ResponseOf<typeof tasks.wait>['tasks'][number]

/** Thrown if a task has not reached the status within the given time. */
export class WaitTimeout extends Error {
  override readonly name = 'WaitTimeout'
}

/** How long to wait. */
export interface WaitOptions {
  /** Throws `WaitTimeout` after so many seconds; default: no limit. */
  readonly timeoutSeconds?: number
  /** Ends the waiting once it is aborted. */
  readonly signal?: AbortSignal
}

/**
 * Gives each status of a task, the current one first, by long polls: the server answers when the status changes. While the server is away the poll
 * is repeated, up to sixty times in a row.
 */
export async function* statusesOf(
  api: Api,
  id: string,
  { timeoutSeconds, signal }: WaitOptions = {},
): AsyncGenerator<TaskState, void, void> {
  const deadline = timeoutSeconds === undefined ? undefined : AbortSignal.timeout(Math.ceil(timeoutSeconds * 1000))
  const either = AbortSignal.any([signal, deadline].filter((one) => one !== undefined))
  let seen: TaskState | undefined
  for (;;) {
    const known = seen === undefined ? { id } : { id, status: seen.status, attempt: seen.attempt, stop_requested: seen.stop_requested }
    const poll = () => api.tasks.wait({ tasks: [known], timeout: pollSeconds }, { signal: either })
    try {
      const { tasks } = await retry(poll, { delayMs: whileServerIsAway(pollAttempts), signal: either })
      const [changed] = tasks
      if (changed === undefined) continue
      seen = changed
    } catch (error) {
      signal?.throwIfAborted()
      if (deadline?.aborted === true)
        throw new WaitTimeout(
          `Task ${id} was ${seen === undefined ? 'not seen' : stateWord(seen.status)} after ${timeoutSeconds} s, and the time for waiting is over.`,
        )
      throw error
    }
    yield seen
  }
}

/** Waits until a task has one of these statuses. */
export async function waitForStatus(
  api: Api,
  id: string,
  until: (status: TaskStatus) => boolean,
  options: WaitOptions,
): Promise<TaskState> {
  for await (const news of statusesOf(api, id, options)) if (until(news.status)) return news
  throw new WaitTimeout(`Task ${id}: the wait ended without an answer.`)
}
