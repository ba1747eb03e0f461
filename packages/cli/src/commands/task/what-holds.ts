import { agentCommand } from '@clearway/engine'
import type { Api } from '@clearway/sdk'
import type { Look } from '../../look.ts'
import { isPaused } from '../queue/show-queues.ts'

/** What keeps a queue's tasks from being taken, with the command that ends it. */
export interface Hold {
  readonly queue: string
  readonly reason: 'paused' | 'unserved'
  readonly cure: string
}

/** What holds up the tasks of a queue; without an id of the default queue. */
export async function whatHolds(api: Api, id: string | undefined, isWatched: boolean | undefined): Promise<readonly Hold[]> {
  const queue = id ?? (await api.queues.get_default({})).id
  const found = (await api.queues.get_by_id({ queue })).queue
  const name = found.name ?? queue
  return [
    ...(isPaused(found)
      ? [{ queue: name, reason: 'paused', cure: `clearway queue resume ${/^[\w.-]+$/.test(name) ? name : queue}` } as const]
      : []),
    ...(isWatched === false ? [{ queue: name, reason: 'unserved', cure: agentCommand(name, {}) } as const] : []),
  ]
}

/** One line for a task that was put on a queue, and more where nobody takes it from there. */
export function showQueued(done: string, holds: readonly Hold[], look: Look): string {
  if (holds.length === 0) return `${look.paint('green', '✓')} ${done}.`
  const why = holds.map(({ queue, reason }) =>
    reason === 'paused' ? `the queue ‘${queue}’ is paused` : 'no live worker serves that queue',
  )
  const cures = holds.map(({ reason, cure }) => `\n  ${reason === 'paused' ? 'Resume it' : 'Start one'}: ${look.typed(cure)}`)
  return `${look.paint('yellow', '◌')} ${done}, but ${why.join(', and ')}.${cures.join('')}`
}
