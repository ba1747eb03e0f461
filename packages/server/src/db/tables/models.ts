import type { Actor, Reader, Tx } from '../../scope.ts'
import { ActionError } from '../../errors.ts'
import { filePathOf } from '@clearway/contract/file-address'
import { type RawBuilder, type Selectable, sql, type Updateable } from 'kysely'
import { dialectOf } from '../connection/dialect.ts'
import { scheduleEventRemoval } from './event-removals.ts'
import { inList } from '../sql/in-list.ts'
import { inputUses } from './models-in-tasks.ts'
import { lockedFor, type ReaderFor, type ReadFor } from '../sql/lock-row.ts'
import { ownedBy } from '../sql/visible.ts'
import type { ModelTable } from '../schema.ts'
import { replaceTags } from './tags.ts'

export async function findModel<P extends ReadFor = 'refer'>(scope: ReaderFor<P>, id: string, purpose = 'refer' as P) {
  const models = scope.db.selectFrom('model').selectAll().where('id', '=', id).where('company', 'in', [scope.company, ''])
  const model = await lockedFor(scope, models, purpose).executeTakeFirst()
  if (model === undefined) throw new ActionError('model_not_found', { model: id })
  return model
}

/** The first of these models that is not there. In a transaction the rows of the others are locked, because it refers to them. */
export async function firstMissingModel(scope: Reader, ids: readonly string[]): Promise<string | undefined> {
  if (ids.length === 0) return undefined
  const models = scope.db
    .selectFrom('model')
    .select('id')
    .where(inList(sql.ref('id'), ids, dialectOf(scope.db)))
    .where('company', 'in', [scope.company, ''])
    .orderBy('id')
  const found = new Set((await lockedFor(scope, models, 'refer').execute()).map(({ id }) => id))
  return ids.find((id) => !found.has(id))
}

/** A model that is to be changed: its row is locked. Refuses a public one. */
export async function findOwnModel<P extends ReadFor = 'change'>(scope: ReaderFor<P>, id: string, purpose = 'change' as P) {
  const model = await findModel(scope, id, purpose)
  if (model.company !== scope.company) throw new ActionError('read_only', { model: id })
  return model
}

export async function editModel(tx: Tx, id: string, set: Updateable<ModelTable>, kind = 'edited'): Promise<void> {
  await editModels(tx, [id], set, kind)
}

/** Changes columns of several models, in one statement, and records the changes. Returns the ids of those that changed: the company's own. */
export async function editModels(
  { db, company, now, recordChange }: Tx,
  ids: readonly string[],
  set: Updateable<ModelTable>,
  kind = 'edited',
): Promise<readonly string[]> {
  const at = now()
  const rows = await db
    .updateTable('model')
    .set((eb) => ({ ...set, last_update: at, last_change: at, rev: eb('rev', '+', 1) }))
    .where(inList(sql.ref('id'), ids, dialectOf(db)))
    .where(ownedBy(company))
    .returning(['id', 'rev', 'project'])
    .execute()
  for (const { id, project, rev } of rows) recordChange({ entity: 'model', id, project, kind, rev })
  return rows.map(({ id }) => id)
}

/** Whether a task has made a model that is published. */
export async function hasPublishedModels({ db, company }: Reader, task: string): Promise<boolean> {
  const query = db.selectFrom('model').select('id').where('company', '=', company).where('task', '=', task).where('ready', '=', 1)
  return (await query.limit(1).executeTakeFirst()) !== undefined
}

/** Detaches the models of a deleted task. Returns how many there are. */
export async function removeModelsTask(tx: Tx, task: string): Promise<number> {
  return detachModels(tx, sql<boolean>`task = ${task}`)
}

async function detachModels({ db, now, recordChange }: Tx, which: RawBuilder<boolean>): Promise<number> {
  const rows = await db
    .updateTable('model')
    .set((eb) => ({ task: null, last_change: now(), rev: eb('rev', '+', 1) }))
    .where(which)
    .returning(['id', 'rev', 'project'])
    .execute()
  for (const { id, project, rev } of rows) recordChange({ entity: 'model', id, project, kind: 'edited', rev })
  return rows.length
}

/** Deletes the models of a task that are not published. A model that another task uses as an input is only detached. */
export async function deleteDraftModels(tx: Tx, task: string): Promise<readonly { readonly id: string; readonly uri: string }[]> {
  const { db, company } = tx
  const dialect = dialectOf(db)
  const drafts = await db
    .selectFrom('model')
    .select('id')
    .where('company', '=', company)
    .where('task', '=', task)
    .where('ready', '=', 0)
    .execute()
  if (drafts.length === 0) return []
  const ids = drafts.map(({ id }) => id)
  const used = (await inputUses(tx, ids)).filter((use) => use.task !== task).map(({ model }) => model)
  if (used.length > 0) await detachModels(tx, inList(sql.ref('id'), used, dialect))
  const gone = await db
    .deleteFrom('model')
    .where(inList(sql.ref('id'), ids, dialect))
    .where('task', '=', task)
    // A model that was published meanwhile stays.
    .where('ready', '=', 0)
    .returning(['id', 'uri', 'project', 'rev'])
    .execute()
  for (const { id, project, rev } of gone) tx.recordChange({ entity: 'model', id, project, kind: 'deleted', rev: rev + 1 })
  const goneIds = gone.map(({ id }) => id)
  await deleteSideRows(tx, goneIds)
  await scheduleEventRemoval(tx, goneIds)
  return gone
}

/** Adds a model with its tags. Returns its id. */
export async function addModel(tx: Actor, columns: ModelColumns, tags: Parameters<typeof replaceTags>[3]): Promise<string> {
  const id = tx.newId()
  const at = tx.now()
  await tx.db
    .insertInto('model')
    .values({
      ...columns,
      id,
      company: tx.company,
      user: tx.user.id,
      file: filePathOf(columns.uri) ?? null,
      maker: tx.attempt?.task ?? null,
      created: at,
      last_update: at,
      last_change: at,
      last_iteration: 0,
      rev: 1,
    })
    .execute()
  await replaceTags(tx, 'model', id, tags)
  tx.recordChange({ entity: 'model', id, project: columns.project, kind: 'created', rev: 1 })
  return id
}

/** The columns that the maker of a model gives. */
export type ModelColumns = Pick<
  Selectable<ModelTable>,
  'name' | 'uri' | 'comment' | 'framework' | 'ready' | 'project' | 'parent' | 'task' | 'design' | 'labels' | 'metadata'
>

/** Deletes the tags and metrics of models. */
async function deleteSideRows({ db }: Tx, ids: readonly string[]): Promise<void> {
  const dialect = dialectOf(db)
  await db
    .deleteFrom('model_tag')
    .where(inList(sql.ref('model'), ids, dialect))
    .execute()
  await db
    .deleteFrom('task_metric')
    .where(inList(sql.ref('task'), ids, dialect))
    .execute()
}

export async function deleteModelRows(tx: Tx, { id, project, rev }: Pick<Selectable<ModelTable>, 'id' | 'project' | 'rev'>): Promise<void> {
  await deleteSideRows(tx, [id])
  await tx.db.deleteFrom('model').where('id', '=', id).execute()
  tx.recordChange({ entity: 'model', id, project, kind: 'deleted', rev: rev + 1 })
}
