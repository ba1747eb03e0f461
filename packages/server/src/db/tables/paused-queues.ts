import type { Reader, Tx } from '../../scope.ts'
import { type Given, preparedRead } from '../sql/prepared.ts'
import { setSystemTag } from './tags.ts'

/** The system tag of a queue from which nothing is taken. */
export const pausedTag = 'paused'
/** The tag by which ClearML's agents pass a queue over; other agents take from it. */
const stockTag = 'force_workers:off'

/** The queues from which nothing is taken. */
export async function pausedQueueIds({ db, company }: Reader): Promise<readonly string[]> {
  const { rows } = await pausedQueues(db, { company })
  return rows.map(({ queue }) => queue)
}

const pausedQueues = preparedRead((db, given: Given<{ company: string }>) =>
  db
    .selectFrom('queue_tag')
    .select('queue')
    .where('company', 'in', [given('company'), ''])
    .where('kind', '=', 'system_tags')
    .where('tag', '=', pausedTag)
    .compile(),
)

/** A queue that agents pass over: `all` agents, or only the published ones (`stock`). */
export interface PausedQueue {
  readonly name: string
  readonly for: 'all' | 'stock'
}

/** The queues that all agents, or published agents, pass over. */
export async function readPausedQueues({ db, company }: Reader): Promise<PausedQueue[]> {
  const rows = await db
    .selectFrom('queue_tag as g')
    .innerJoin('queue as q', 'q.id', 'g.queue')
    .select(['q.name', 'g.tag'])
    .where('g.company', '=', company)
    .where((eb) =>
      eb.or([
        eb.and([eb('g.kind', '=', 'tags'), eb('g.tag', '=', stockTag)]),
        eb.and([eb('g.kind', '=', 'system_tags'), eb('g.tag', '=', pausedTag)]),
      ]),
    )
    .execute()
  return rows.map(({ name, tag }) => ({ name, for: tag === pausedTag ? 'all' : 'stock' }))
}

/** Pauses a queue, or ends its pause. */
export async function setQueuePaused(tx: Tx, queue: string, isPaused: boolean): Promise<void> {
  await setSystemTag(tx, 'queue', queue, { tag: pausedTag, present: isPaused })
}
