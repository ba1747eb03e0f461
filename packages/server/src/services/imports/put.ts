import type { imports, RequestOf, ResponseOf } from '@clearway/contract'
import type { OperationTx } from '../../context.ts'
import { recordWhole } from '../../db/tables/imported-rows.ts'
import { addUsersWithoutLogin } from '../../db/tables/users.ts'
import { ActionError } from '../../errors.ts'
import { putModel } from '../../imports/put-model.ts'
import { putProject, type PutRow } from '../../imports/put-project.ts'
import { putRun } from '../../imports/put-run.ts'
import { putTask } from '../../imports/put-task.ts'

/** Writes what the request holds, in the order in which it refers to one another. */
export async function put(
  tx: OperationTx,
  { source, users = [], projects = [], models = [], tasks = [], runs = [], whole = [] }: RequestOf<typeof imports.put>,
  isAdmin: boolean,
): Promise<ResponseOf<typeof imports.put>> {
  const by = { source, isAdmin }
  if (!isAdmin) assertOwn(tx, users, [...projects, ...models, ...tasks])
  const answer = {
    users: await addUsersWithoutLogin(tx, users),
    projects: await each(projects, (project) => putProject(tx, by, project)),
    models: await each(models, (model) => putModel(tx, by, model)),
    tasks: await each(tasks, (task) => putTask(tx, by, task)),
  }
  for (const run of runs) await putRun(tx, by, run)
  for (const { entity, id, marker } of whole) await recordWhole(tx, { source, entity, id }, marker)
  return answer
}

/** Refuses users, and rows that name another one than the caller. */
function assertOwn(
  { user }: OperationTx,
  users: readonly object[],
  rows: readonly { readonly user?: string; readonly last_changed_by?: string }[],
): void {
  const named = rows.flatMap(({ user: owner, last_changed_by: by }) => [owner, by])
  if (users.length > 0 || named.some((id) => id !== undefined && id !== user.id))
    throw new ActionError('access_denied', { access: 'admin' })
}

/** One after the other, because a transaction has one connection. */
async function each<T>(rows: readonly T[], write: (row: T) => Promise<PutRow>): Promise<PutRow[]> {
  const written: PutRow[] = []
  for (const row of rows) written.push(await write(row))
  return written
}
