import type { tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { cleanName } from '../../db/clean-name.ts'
import { json } from '../../db/json.ts'
import { findProject } from '../../db/projects.ts'
import { replaceTags } from '../../db/tags.ts'
import { editTask, findOwnTask } from '../../db/tasks.ts'
import { transact } from '../../db/transaction.ts'
import { ActionError } from '../../errors.ts'
import { parseObject } from '../../db/unreadable.ts'

export const update: Handler<typeof tasks.update> = async (
  { task: id, name, tags, system_tags, comment, project, created, status_message, output__error },
  ctx,
) =>
  transact(ctx, async (tx) => {
    const task = await findOwnTask(tx, id)
    if (project !== undefined && project !== '') await findProject(tx, project)
    const at = created === undefined ? undefined : Date.parse(created)
    if (at !== undefined && Number.isNaN(at)) throw new ActionError('invalid_request', { field: 'created', reason: 'not a time' })
    await replaceTags(tx, 'task', task.id, { tags, system_tags })
    const { output } = await tx.db.selectFrom('task').select('output').where('id', '=', task.id).executeTakeFirstOrThrow()
    const set = {
      ...(name === undefined ? {} : { name: cleanName(name) }),
      ...(comment === undefined ? {} : { comment }),
      ...(project === undefined ? {} : { project: project === '' ? null : project }),
      ...(at === undefined ? {} : { created: at }),
      ...(status_message === undefined ? {} : { status_message }),
      ...(output__error === undefined ? {} : { output: json({ ...parseObject(output), error: output__error }) }),
    }
    const updated = await editTask(tx, task, set, { update: false })
    const fields = Object.entries({ name, tags, system_tags, comment, project, created, status_message, output__error }).filter(
      ([, value]) => value !== undefined,
    )
    return { updated, fields: Object.fromEntries(fields) }
  })
