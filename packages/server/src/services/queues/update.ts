import type { queues } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { cleanName } from '../../db/clean-name.ts'
import { isUniqueViolation } from '../../db/db-error.ts'
import { json } from '../../db/json.ts'
import { findQueue, touchQueue } from '../../db/queues.ts'
import { replaceTags } from '../../db/tags.ts'
import { transact } from '../../db/transaction.ts'
import { ActionError } from '../../errors.ts'

export const update: Handler<typeof queues.update> = async ({ queue: id, name, display_name, tags, system_tags, metadata }, ctx) =>
  transact(ctx, async (tx) => {
    const queue = await findQueue(tx, id, 'change')
    const set = {
      ...(name === undefined ? {} : { name: cleanName(name) }),
      ...(display_name === undefined ? {} : { display_name }),
      ...(metadata === undefined ? {} : { metadata: json(metadata) }),
    }
    try {
      await tx.db
        .updateTable('queue')
        .set({ ...set, last_update: tx.now() })
        .where('id', '=', queue.id)
        .execute()
    } catch (error) {
      if (isUniqueViolation(error)) throw new ActionError('name_taken', { name: name ?? '' }, { cause: error })
      throw error
    }
    await replaceTags(tx, 'queue', id, { tags, system_tags })
    await touchQueue(tx, id, 'edited')
    const fields = Object.entries({ name, display_name, tags, system_tags, metadata }).filter(([, value]) => value !== undefined)
    return { updated: 1, fields: Object.fromEntries(fields) }
  })
