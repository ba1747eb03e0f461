import type { Implementation, imports } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { findImported } from '../../db/tables/imported-rows.ts'
import { putRows } from '../../imports/put-rows.ts'
import { storeBatch } from '../events/add_batch.ts'

export const importsService: Implementation<typeof imports, Context> = {
  get_known: async ({ source, entity, ids }, ctx) => {
    const rows = await findImported(ctx, { source, entity, ids })
    return { known: rows.map(({ origin, id, marker }) => ({ id: origin, here: id, ...(marker === null ? {} : { marker }) })) }
  },
  put: (request, ctx) => transact(ctx, (tx) => putRows(tx, request)),
  add_events: (lines, ctx) => storeBatch(lines, ctx, { isImport: true }),
}
