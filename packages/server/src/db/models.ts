import type { Reader, Tx } from '../scope.ts'
import { ActionError } from '../errors.ts'
import type { Updateable } from 'kysely'
import { lockedFor, type ReadFor } from './lock-row.ts'
import type { ModelTable } from './schema.ts'

export async function findModel(scope: Reader, id: string, purpose: ReadFor = 'refer') {
  const models = scope.db.selectFrom('model').selectAll().where('id', '=', id).where('company', 'in', [scope.company, ''])
  const model = await lockedFor(scope, models, purpose).executeTakeFirst()
  if (model === undefined) throw new ActionError('model_not_found', { model: id })
  return model
}

/** The same, for a model that is to be changed: in a transaction nobody else changes it from here on. */
export async function findOwnModel(scope: Reader, id: string, purpose: 'change' | 'remove' = 'change') {
  const model = await findModel(scope, id, purpose)
  if (model.company !== scope.company) throw new ActionError('read_only', { model: id })
  return model
}

export async function editModel(scope: Tx, id: string, set: Updateable<ModelTable>, kind = 'edited'): Promise<void> {
  const at = scope.now()
  const row = await scope.db
    .updateTable('model')
    .set((eb) => ({ ...set, last_update: at, last_change: at, rev: eb('rev', '+', 1) }))
    .where('id', '=', id)
    .where('company', '=', scope.company)
    .returning(['rev', 'project'])
    .executeTakeFirst()
  if (row !== undefined) scope.recordChange({ entity: 'model', id, project: row.project, kind, rev: row.rev })
}
