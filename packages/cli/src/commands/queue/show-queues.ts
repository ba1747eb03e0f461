import type { Queue } from '@clearway/contract'
import { named } from '../../lookup/named.ts'
import type { Look } from '../../look.ts'
import { shownAgo } from '../../show/duration.ts'
import { counted } from '../../show/counted.ts'
import { table } from '../../show/table.ts'

export interface QueueWorker {
  readonly id: string
  readonly lane: string | undefined
  readonly task: string | undefined
}

/** The workers that serve a queue, from an answer. */
export function workersOf({ workers = [] }: Queue): QueueWorker[] {
  return workers.flatMap((worker) => {
    const { id, lane, task } = (typeof worker === 'object' && worker !== null ? worker : {}) as {
      id?: unknown
      lane?: unknown
      task?: unknown
    }
    return typeof id === 'string' ? [{ id, lane: typeof lane === 'string' ? lane : undefined, task: named(task)?.id }] : []
  })
}

/** Whether nothing is taken from a queue. */
export function isPaused({ system_tags: tags = [] }: Queue): boolean {
  return tags.includes('paused')
}

/** A table of queues. A queue with tasks and without a worker is highlighted. */
export function showQueues({ queues }: { readonly queues: readonly Queue[] }, look: Look): string {
  if (queues.length === 0) return look.paint('dim', 'No queues.')
  return table(
    look,
    [
      { head: 'QUEUE', cell: ({ name = '' }) => look.paint('bold', name), least: 12 },
      { head: 'WAITING', cell: ({ entries = [] }) => String(entries.length), align: 'right' },
      { head: 'OLDEST', cell: ({ entries = [] }) => shownAgo(entries[0]?.added, look), rank: 1 },
      { head: 'WORKERS', cell: (queue) => servers(queue, look), least: 20 },
      ...(queues.some(isPaused)
        ? [{ head: 'STATE', cell: (queue: Queue) => (isPaused(queue) ? look.paint('yellow', 'paused') : '') }]
        : []),
      { head: 'ID', cell: ({ id }) => look.paint('dim', id), rank: 2 },
    ],
    queues,
  )
}

/** The slots of a queue and how many of them are busy, and its light lanes, which take any number of tasks. */
function servers(queue: Queue, look: Look): string {
  const workers = workersOf(queue)
  if (workers.length === 0) return look.paint((queue.entries ?? []).length > 0 ? 'red' : 'dim', 'none')
  const lanes = workers.filter(({ lane }) => lane === 'light').length
  const slots = workers.filter(({ lane }) => lane !== 'light')
  const busy = slots.filter(({ task }) => task !== undefined).length
  return [
    ...(slots.length === 0 ? [] : [`${counted(slots.length, 'slot')}${busy === 0 ? '' : `, ${busy} busy`}`]),
    ...(lanes === 0 ? [] : [counted(lanes, 'light lane')]),
  ].join(' + ')
}
