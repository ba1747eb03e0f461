import type { Implementation, triggers } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { deleteTrigger, listTriggers } from '../../db/tables/triggers.ts'
import { createTrigger } from '../../triggers/create.ts'
import { triggerDocuments } from '../../triggers/show.ts'
import { updateTrigger } from '../../triggers/update.ts'

export const triggersService: Implementation<typeof triggers, Context> = {
  create: (request, ctx) => transact(ctx, async (tx) => ({ id: await createTrigger(tx, request) })),
  get_all: async ({ id, name, fires = 1, page = 0, page_size = 500 }, ctx) => {
    const { rows, total } = await listTriggers(ctx, { id, name, page, pageSize: page_size })
    return { triggers: await triggerDocuments(ctx, rows, fires), total }
  },
  update: async ({ trigger, ...change }, ctx) => {
    await transact(ctx, (tx) => updateTrigger(tx, trigger, change))
    return { updated: 1 }
  },
  delete: async ({ trigger }, ctx) => {
    await transact(ctx, (tx) => deleteTrigger(tx, trigger))
    return { deleted: 1 }
  },
}
