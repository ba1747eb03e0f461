import { givenOf, ifGiven, isNothingGiven } from '@clearway/contract/given'
import type { RequestOf, tasks } from '@clearway/contract'
import { cleanName } from '../db/sql/clean-name.ts'
import { json } from '../db/sql/json.ts'
import { findProject } from '../db/tables/projects.ts'
import { replaceTags } from '../db/tables/tags.ts'
import { editTask, findOwnTask, readTaskColumns } from '../db/tables/tasks.ts'
import { parseObject } from '../db/sql/unreadable.ts'
import { ActionError } from '../errors.ts'
import type { Actor } from '../scope.ts'
import { idOrNull } from '../id-or-null.ts'

/** Values that describe a task and do not affect how it runs. */
export type Description = Omit<RequestOf<typeof tasks.update>, 'task'>

/** Updates a task's description, in any status. Answers how many tasks changed. */
export async function updateTask(tx: Actor, id: string, description: Description): Promise<number> {
  const { name, tags, system_tags, comment, project, created, status_message, output__error } = description
  const task = await findOwnTask(tx, id)
  if (isNothingGiven({ name, tags, system_tags, comment, project, created, status_message, output__error })) return 0
  if (project !== undefined && project !== '') await findProject(tx, project)
  const at = created === undefined ? undefined : Date.parse(created)
  if (at !== undefined && Number.isNaN(at)) throw new ActionError('invalid_request', { field: 'created', reason: 'not a time' })
  await replaceTags(tx, 'task', task.id, { tags, system_tags })
  const { output } = await readTaskColumns(tx, task.id, ['output'])
  const set = givenOf({
    name: ifGiven(name, (given) => cleanName(given)),
    comment,
    project: ifGiven(project, idOrNull),
    created: at,
    status_message,
    output: ifGiven(output__error, (error) => json({ ...parseObject(output), error })),
  })
  return editTask(tx, task, set, { update: false })
}
