import type { imports, RequestOf, ResponseOf } from '@clearway/contract'
import type { OperationTx } from '../../context.ts'
import { recordWhole } from '../../db/tables/imported-rows.ts'
import { addUsersWithoutLogin } from '../../db/tables/users.ts'
import { putModel } from '../../imports/put-model.ts'
import { putProject, type PutRow } from '../../imports/put-project.ts'
import { putTask } from '../../imports/put-task.ts'

/** Writes what the request holds, in the order in which it refers to one another. */
export async function put(
  tx: OperationTx,
  { source, users = [], projects = [], models = [], tasks = [], whole = [] }: RequestOf<typeof imports.put>,
): Promise<ResponseOf<typeof imports.put>> {
  const answer = {
    users: await addUsersWithoutLogin(tx, users),
    projects: await each(projects, (project) => putProject(tx, source, project)),
    models: await each(models, (model) => putModel(tx, source, model)),
    tasks: await each(tasks, (task) => putTask(tx, source, task)),
  }
  for (const { entity, id, marker } of whole) await recordWhole(tx, { source, entity, id }, marker)
  return answer
}

/** One after the other, because a transaction has one connection. */
async function each<T>(rows: readonly T[], write: (row: T) => Promise<PutRow>): Promise<PutRow[]> {
  const written: PutRow[] = []
  for (const row of rows) written.push(await write(row))
  return written
}
