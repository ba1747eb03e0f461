import { givenOf, ifGiven, isNothingGiven } from '@clearway/contract/given'
import { cleanName } from '../db/sql/clean-name.ts'
import { json } from '../db/sql/json.ts'
import { pausedQueueIds, pausedTag, setQueuePaused } from '../db/tables/paused-queues.ts'
import { findQueue, setQueueColumns, recordQueueChange } from '../db/tables/queues.ts'
import { replaceTags } from '../db/tables/tags.ts'
import type { Tx } from '../scope.ts'

export interface QueueChange {
  readonly name?: string | undefined
  readonly displayName?: string | undefined
  readonly tags?: readonly string[] | undefined
  readonly systemTags?: readonly string[] | undefined
  readonly metadata?: object | undefined
}

/** Changes those values of a queue that are given. Answers how many queues changed. */
export async function updateQueue(tx: Tx, id: string, change: QueueChange): Promise<number> {
  const { name, displayName, tags, systemTags, metadata } = change
  const queue = await findQueue(tx, id, 'change')
  if (isNothingGiven(change)) return 0
  const set = givenOf({ name: ifGiven(name, (given) => cleanName(given)), display_name: displayName, metadata: ifGiven(metadata, json) })
  await setQueueColumns(tx, queue.id, set)
  const isPaused = systemTags !== undefined && (await pausedQueueIds(tx)).includes(id)
  await replaceTags(tx, 'queue', id, { tags, system_tags: systemTags?.filter((tag) => tag !== pausedTag) })
  // A client that replaces the tags that it knows neither pauses nor resumes the queue.
  if (isPaused) await setQueuePaused(tx, id, true)
  await recordQueueChange(tx, id, 'edited')
  return 1
}
