import type { Reader, Tx } from '../../scope.ts'
import { isCloneOfRun } from '../sql/clone-of-run.ts'
import { lockedFor, type ReaderFor, type ReadFor } from '../sql/lock-row.ts'
import { rowColumns, type TaskRow } from './tasks.ts'

/** The children of a task, to be changed with it, without clones of a run; in one order, so that two callers never deadlock. */
export async function childrenOf<P extends ReadFor = 'change'>(
  scope: ReaderFor<P>,
  parent: string,
  purpose = 'change' as P,
): Promise<TaskRow[]> {
  const children = rowsOf(scope)
    .where('parent', '=', parent)
    .where((eb) => eb.not(isCloneOfRun('task')))
  return lockedFor(scope, children.orderBy('id'), purpose).execute()
}

function rowsOf({ db, company }: Reader) {
  return db.selectFrom('task').select(rowColumns).where('company', '=', company)
}

/** The ids and names of the children of a task, the first made first. */
export async function namesBelow({ db, company }: Reader, parent: string) {
  return db
    .selectFrom('task')
    .select(['id', 'name'])
    .where('company', '=', company)
    .where('parent', '=', parent)
    .orderBy('created')
    .orderBy('id')
    .execute()
}

/** The tasks that have this one as parent, without clones of a run, or that its attempts made. */
export async function offspringOf(reader: Reader, task: string): Promise<TaskRow[]> {
  return rowsOf(reader)
    .where((eb) => eb.or([eb('parent', '=', task), eb('maker', '=', task)]))
    .where((eb) => eb.not(isCloneOfRun('task')))
    .orderBy('id')
    .execute()
}

/** The tasks that a run launched as steps, or that its attempts made. Clones of the run are none of them. */
export async function launchedBy(reader: Reader, run: string): Promise<TaskRow[]> {
  return rowsOf(reader)
    .where((eb) =>
      eb.or([
        eb('maker', '=', run),
        eb('id', 'in', eb.selectFrom('step_launch as s').select('s.task').where('s.run', '=', run)),
        eb('id', 'in', eb.selectFrom('launch as l').select('l.task').where('l.controller', '=', run)),
      ]),
    )
    .orderBy('id')
    .execute()
}

/** Removes the parent of the children of a deleted task. Returns how many there are. */
export async function removeParent({ db, now, recordChange }: Tx, parent: string): Promise<number> {
  const rows = await db
    .updateTable('task')
    .set((eb) => ({ parent: null, last_change: now(), rev: eb('rev', '+', 1) }))
    .where('parent', '=', parent)
    .returning(['id', 'rev', 'project'])
    .execute()
  for (const { id, project, rev } of rows) recordChange({ entity: 'task', id, project, kind: 'edited', rev })
  return rows.length
}

/** The drafts with this name and parent that were created before a time. */
export async function draftsBelow(
  { db }: Pick<Reader, 'db'>,
  parent: string,
  { name, createdBefore }: { readonly name: string; readonly createdBefore: number },
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('task')
    .select('id')
    .where('parent', '=', parent)
    .where('status', '=', 'created')
    .where('name', '=', name)
    .where('created', '<', createdBefore)
    .execute()
  return rows.map(({ id }) => id)
}
