import { hasEnded } from '@clearway/contract/status'
import type { Api } from '@clearway/sdk'

export interface FollowLogOptions {
  /** Only lines after this sequence number. */
  readonly after: number
  readonly attempt?: number | undefined
  readonly signal: AbortSignal
}

const waitSeconds = 20
/** What a task's agent sends after its end is said is waited for this long. */
const lingerSeconds = 1

/** Each new line of a task's log as it comes, until the task has ended and nothing more comes. */
export async function* followLog(api: Api, task: string, { after, attempt, signal }: FollowLogOptions): AsyncGenerator<Readonly<Record<string, unknown>>, void, void> {
  let seen = after
  let isOver = false
  for (;;) {
    try {
      const { events, last } = await api.events.get_task_log(
        { task, order: 'asc', after: seen, wait: isOver ? lingerSeconds : waitSeconds, ...(attempt === undefined ? {} : { attempt }) },
        { signal },
      )
      yield* events
      seen = Math.max(seen, last ?? seen)
      if (events.length > 0) continue
      if (isOver) return
      const { tasks } = await api.tasks.get_all({ id: [task], search_hidden: true, only_fields: ['status'] }, { signal })
      const status = tasks[0]?.status
      isOver = status === undefined || status === 'created' || hasEnded(status)
    } catch (error) {
      if (signal.aborted) return
      throw error
    }
  }
}
