import type { models } from '@clearway/contract'
import { noteChange } from '../../changes/outbox.ts'
import type { Handler } from '../../context.ts'
import { scheduleEventRemoval } from '../../db/event-removals.ts'
import { findOwnModel } from '../../db/models.ts'
import { transact } from '../../db/transaction.ts'
import { readableColumn } from '../../db/unreadable.ts'
import { ActionError } from '../../errors.ts'
import { isPostgres } from '../../db/dialect.ts'
import { sql } from 'kysely'
import { scheduleFiles } from '../tasks/results.ts'

export const deleteModel: Handler<typeof models.delete> = async ({ model: id, force, delete_external_artifacts }, ctx) =>
  transact(ctx, async (tx) => {
    const model = await findOwnModel(tx, id)
    if (model.ready === 1 && force !== true) throw new ActionError('model_ready', { model: id })
    const reads = isPostgres(tx.db)
      ? sql<boolean>`models @? ('$.input[*] ? (@.model == "' || ${id}::text || '")')::jsonpath`
      : sql<boolean>`exists (select 1 from json_each(${readableColumn(sql.ref('models'), 'object', 'sqlite')}, '$.input') where json_extract(value, '$.model') = ${id})`
    const user = await tx.db.selectFrom('task').select('id').where('company', '=', tx.company).where(reads).executeTakeFirst()
    if (user !== undefined && force !== true) throw new ActionError('model_in_use', { model: id, task: user.id })
    await tx.db.deleteFrom('model_tag').where('model', '=', id).execute()
    await tx.db.deleteFrom('model').where('id', '=', id).execute()
    await scheduleEventRemoval(tx, [id])
    await noteChange(tx, { entity: 'model', id, project: model.project, kind: 'deleted', rev: model.rev + 1 })
    if (delete_external_artifacts !== false) await scheduleFiles(tx, { artifacts: [], models: [model.uri] })
    return { deleted: true, url: model.uri }
  })
