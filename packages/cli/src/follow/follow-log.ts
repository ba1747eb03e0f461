import type { Api } from '@clearway/sdk'
import { readUntilEnd } from './read-until-end.ts'

export interface FollowLogOptions {
  /** Only lines after this sequence number. */
  readonly after: number
  readonly attempt?: number | undefined
  readonly signal: AbortSignal
}

type Line = Readonly<Record<string, unknown>>

/** Yields each new line of a task's log, until the task has ended and no further line arrives. */
export async function* followLog(api: Api, task: string, { after, attempt, signal }: FollowLogOptions): AsyncGenerator<Line, void, void> {
  const chosen = attempt === undefined ? {} : { attempt }
  let seen = after
  const read = async (wait: number, abort: AbortSignal): Promise<readonly Line[] | undefined> => {
    const { events, last } = await api.events.get_task_log({ task, order: 'asc', after: seen, wait, ...chosen }, { signal: abort })
    seen = Math.max(seen, last ?? seen)
    return events.length === 0 ? undefined : events
  }
  for await (const lines of readUntilEnd(api, task, { read, signal })) yield* lines
}
