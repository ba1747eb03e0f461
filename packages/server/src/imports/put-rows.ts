import { type imports, mayCall, type RequestOf, type ResponseOf } from '@clearway/contract'
import { authorizeAccess } from '../auth/authorize.ts'
import type { CallTx } from '../context.ts'
import { recordWhole } from '../db/tables/imported-rows.ts'
import { addUsersWithoutLogin } from '../db/tables/users.ts'
import { putModel } from './put-model.ts'
import { putProject, type PutRow } from './put-project.ts'
import { putRun } from './put-run.ts'
import { putTask } from './put-task.ts'

/** Writes rows of another server, in the order in which they refer to one another. Only administrators bring users, and rows of others. */
export async function putRows(
  tx: CallTx,
  { source, users = [], projects = [], models = [], tasks = [], runs = [], whole = [] }: RequestOf<typeof imports.put>,
): Promise<ResponseOf<typeof imports.put>> {
  if (users.length > 0 || [...projects, ...models, ...tasks].some((row) => isForeign(tx, row))) authorizeAccess(tx, 'admin')
  const by = { source, isAdmin: mayCall(tx.user.role, 'admin') }
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

interface Named {
  readonly user?: string
  readonly last_changed_by?: string
}

/** Whether a row names another user than the caller. */
function isForeign({ user }: CallTx, { user: owner, last_changed_by: by }: Named): boolean {
  return [owner, by].some((id) => id !== undefined && id !== user.id)
}

/** One after the other, because a transaction has one connection. */
async function each<T>(rows: readonly T[], write: (row: T) => Promise<PutRow>): Promise<PutRow[]> {
  const written: PutRow[] = []
  for (const row of rows) written.push(await write(row))
  return written
}
