import { noteChange } from '../changes/outbox.ts'
import type { Scope } from '../context.ts'
import { ActionError } from '../errors.ts'
import type { Updateable } from 'kysely'
import type { ModelTable } from './schema.ts'

export async function findModel({ db, company }: Scope, id: string) {
  const model = await db.selectFrom('model').selectAll().where('id', '=', id).where('company', 'in', [company, '']).executeTakeFirst()
  if (model === undefined) throw new ActionError('model_not_found', { model: id })
  return model
}

/** The same, for a model that is to be changed. */
export async function findOwnModel(scope: Scope, id: string) {
  const model = await findModel(scope, id)
  if (model.company !== scope.company) throw new ActionError('read_only', { model: id })
  return model
}

export async function editModel(scope: Scope, id: string, set: Updateable<ModelTable>, kind = 'edited'): Promise<void> {
  const at = scope.now()
  const row = await scope.db
    .updateTable('model')
    .set((eb) => ({ ...set, last_update: at, last_change: at, rev: eb('rev', '+', 1) }))
    .where('id', '=', id)
    .where('company', '=', scope.company)
    .returning(['rev', 'project'])
    .executeTakeFirst()
  if (row !== undefined) await noteChange(scope, { entity: 'model', id, project: row.project, kind, rev: row.rev })
}
