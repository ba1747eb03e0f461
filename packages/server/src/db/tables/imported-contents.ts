import type { Insertable, Updateable } from 'kysely'
import type { Actor, Tx } from '../../scope.ts'
import type { ModelTable, ProjectTable } from '../schema.ts'
import type { TaskTable } from '../task-columns.ts'
import { type DraftColumns, draftRow } from './draft.ts'

/** Writes the row of a task with all its columns, and records the change. */
export async function writeTaskRow(tx: Actor, id: string, columns: DraftColumns, isNew: boolean): Promise<void> {
  const { db, company, user, now, recordChange } = tx
  const row: Insertable<TaskTable> = draftRow({ id, company, user: user.id, maker: null, at: now() }, columns)
  const { rev } = isNew
    ? await db.insertInto('task').values(row).returning('rev').executeTakeFirstOrThrow()
    : await db
        .updateTable('task')
        .set((eb) => ({ ...columns, rev: eb('rev', '+', 1) }))
        .where('id', '=', id)
        .returning('rev')
        .executeTakeFirstOrThrow()
  recordChange({ entity: 'task', id, project: columns.project ?? null, kind: isNew ? 'created' : 'edited', rev })
}

export type ImportedModelColumns = Omit<Insertable<ModelTable>, 'id' | 'company' | 'maker' | 'rev' | 'origin'>

/** Writes the row of a model with all its columns, and records the change. */
export async function writeModelRow({ db, company, recordChange }: Tx, id: string, columns: ImportedModelColumns, isNew: boolean) {
  const { rev } = isNew
    ? await db
        .insertInto('model')
        .values({ ...columns, id, company, maker: null, rev: 1 })
        .returning('rev')
        .executeTakeFirstOrThrow()
    : await db
        .updateTable('model')
        .set((eb) => ({ ...columns, rev: eb('rev', '+', 1) }))
        .where('id', '=', id)
        .returning('rev')
        .executeTakeFirstOrThrow()
  recordChange({ entity: 'model', id, project: columns.project ?? null, kind: isNew ? 'created' : 'edited', rev })
}

/** Sets columns of a project, its times included. */
export async function setProjectColumns({ db, recordChange }: Tx, id: string, columns: Updateable<ProjectTable>): Promise<void> {
  const { rev } = await db
    .updateTable('project')
    .set((eb) => ({ ...columns, rev: eb('rev', '+', 1) }))
    .where('id', '=', id)
    .returning('rev')
    .executeTakeFirstOrThrow()
  recordChange({ entity: 'project', id, project: id, kind: 'edited', rev })
}
