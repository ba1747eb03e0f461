import { findOrAddProject } from '../db/tables/named-project.ts'
import { findOwnProject } from '../db/tables/projects.ts'
import { ActionError } from '../errors.ts'
import type { Actor } from '../scope.ts'

/** The project to which something is moved, by its id or by its name. An empty id, or null, is no project. */
export interface Target {
  readonly project?: string | null | undefined
  readonly name?: string | undefined
}

/** Finds the project; adds it if it is named and there is none. Refuses a request that names none. Source: ClearML server 2.3.0. */
export async function targetProject(actor: Actor, { project, name }: Target): Promise<string | null> {
  if (name !== undefined && name !== '') return (await findOrAddProject(actor, name)).id
  if (project === undefined) throw new ActionError('missing_fields', { field: 'project', reason: 'give project or project_name' })
  return project === null || project === '' ? null : (await findOwnProject(actor, project, 'refer')).id
}
