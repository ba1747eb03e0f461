import { givenOf } from '@clearway/contract/given'
import type { queues } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { updateQueue } from '../../queues/update.ts'

export const update: Handler<typeof queues.update> = async ({ queue, name, display_name, tags, system_tags, metadata }, ctx) => {
  const change = { name, displayName: display_name, tags, systemTags: system_tags, metadata }
  const updated = await transact(ctx, (tx) => updateQueue(tx, queue, change))
  return { updated, fields: givenOf({ name, display_name, tags, system_tags, metadata }) }
}
