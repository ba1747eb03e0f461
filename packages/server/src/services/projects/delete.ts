import type { projects } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { findOwnProject } from '../../db/projects.ts'
import { transact } from '../../db/transaction.ts'
import { ActionError } from '../../errors.ts'

export const deleteProject: Handler<typeof projects.delete> = async ({ project: id, force }, ctx) =>
  transact(ctx, async (tx) => {
    const { db, company } = tx
    const project = await findOwnProject(tx, id, 'remove')
    const below = await db
      .selectFrom('project')
      .select('id')
      .where('company', '=', company)
      .where((eb) => eb.or([eb('id', '=', id), eb.and([eb('name', '>', `${project.name}/`), eb('name', '<', `${project.name}0`)])]))
      .execute()
    const ids = below.map((row) => row.id)
    const { n: tasks } = await db
      .selectFrom('task')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .where('project', 'in', ids)
      .executeTakeFirstOrThrow()
    const { n: models } = await db
      .selectFrom('model')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .where('project', 'in', ids)
      .executeTakeFirstOrThrow()
    if (tasks + models > 0 && force !== true) throw new ActionError('project_has_tasks', { project: id, tasks, models })
    await db.updateTable('task').set({ project: null }).where('project', 'in', ids).execute()
    await db.updateTable('model').set({ project: null }).where('project', 'in', ids).execute()
    await db.deleteFrom('project_tag').where('project', 'in', ids).execute()
    await db.deleteFrom('project').where('id', 'in', ids).execute()
    for (const gone of ids) tx.recordChange({ entity: 'project', id: gone, project: gone, kind: 'deleted', rev: tx.now() })
    return { deleted: ids.length, disassociated_tasks: tasks }
  })
