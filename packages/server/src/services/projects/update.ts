import { givenOf } from '@clearway/contract/given'
import type { projects } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { updateProject } from '../../projects/update.ts'

export const update: Handler<typeof projects.update> = async (
  { project, name, description, tags, system_tags, default_output_destination },
  ctx,
) => {
  const change = { name, description, tags, systemTags: system_tags, defaultOutputDestination: default_output_destination }
  await transact(ctx, (tx) => updateProject(tx, project, change))
  return { updated: 1, fields: givenOf({ name, description, tags, system_tags, default_output_destination }) }
}
