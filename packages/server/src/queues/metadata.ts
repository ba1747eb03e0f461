import { json } from '../db/sql/json.ts'
import { parseObject } from '../db/sql/unreadable.ts'
import { findQueue, recordQueueChange, setQueueColumns } from '../db/tables/queues.ts'
import { metadataOf } from '../models/metadata.ts'
import type { Tx } from '../scope.ts'

/** Adds metadata to a queue, or replaces all of it. */
export async function addQueueMetadata(
  tx: Tx,
  id: string,
  metadata: readonly { readonly key: string }[],
  { replace }: { readonly replace: boolean },
): Promise<void> {
  await changeMetadata(tx, id, (before) => ({ ...(replace ? {} : before), ...metadataOf(metadata) }))
}

export async function deleteQueueMetadata(tx: Tx, id: string, keys: readonly string[]): Promise<void> {
  await changeMetadata(tx, id, (before) => Object.fromEntries(Object.entries(before).filter(([key]) => !keys.includes(key))))
}

async function changeMetadata(
  tx: Tx,
  id: string,
  change: (before: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
): Promise<void> {
  const queue = await findQueue(tx, id, 'change')
  await setQueueColumns(tx, queue.id, { metadata: json(change(parseObject(queue.metadata) ?? {})) })
  await recordQueueChange(tx, queue.id, 'edited')
}
