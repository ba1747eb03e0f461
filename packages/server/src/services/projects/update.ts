import type { projects } from '@clearway/contract'
import type { Handler, CallTx } from '../../context.ts'
import { isUniqueViolation } from '../../db/db-error.ts'
import { projectParts } from '../../db/project-name.ts'
import { findOwnProject } from '../../db/projects.ts'
import { replaceTags } from '../../db/tags.ts'
import { transact } from '../../db/transaction.ts'
import { ActionError } from '../../errors.ts'

export const update: Handler<typeof projects.update> = async (
  { project: id, name, description, tags, system_tags, default_output_destination },
  ctx,
) =>
  transact(ctx, async (tx) => {
    const project = await findOwnProject(tx, id)
    if (name !== undefined && name !== project.name) await rename(tx, project, name)
    const row = await tx.db
      .updateTable('project')
      .set((eb) => ({
        last_update: tx.now(),
        rev: eb('rev', '+', 1),
        ...(description === undefined ? {} : { description }),
        ...(default_output_destination === undefined ? {} : { default_output_destination }),
      }))
      .where('id', '=', id)
      .returning('rev')
      .executeTakeFirstOrThrow()
    await replaceTags(tx, 'project', id, { tags, system_tags })
    tx.recordChange({ entity: 'project', id, project: id, kind: 'edited', rev: row.rev })
    const fields = Object.entries({ name, description, tags, system_tags, default_output_destination }).filter(
      ([, value]) => value !== undefined,
    )
    return { updated: 1, fields: Object.fromEntries(fields) }
  })

/** The last part of the path changes, and with it the paths of all below. */
async function rename(tx: CallTx, project: { readonly id: string; readonly name: string }, name: string): Promise<void> {
  const [before, after] = [projectParts(project.name), projectParts(name)]
  if (before.slice(0, -1).join('/') !== after.slice(0, -1).join('/')) throw new ActionError('project_location', { name })
  const path = after.join('/')
  try {
    await tx.db
      .updateTable('project')
      .set({ name: path, basename: after.at(-1)! })
      .where('id', '=', project.id)
      .execute()
  } catch (error) {
    if (isUniqueViolation(error)) throw new ActionError('name_taken', { name }, { cause: error })
    throw error
  }
  const prefix = `${project.name}/`
  await tx.db
    .updateTable('project')
    .set((eb) => ({ name: eb(eb.val(`${path}/`), '||', eb.fn<string>('substr', ['name', eb.val([...prefix].length + 1)])) }) as never)
    .where('company', '=', tx.company)
    .where('name', '>', prefix)
    .where('name', '<', `${project.name}0`)
    .execute()
}
