import { addProject, findOwnProject, findProjectByName } from '../db/tables/projects.ts'
import type { Actor } from '../scope.ts'

/** The last part of the name of each project that holds reports. */
export const reportsBasename = '.reports'

/** The hidden project that holds the reports of a project, or those of no project. It is added if it is missing. Source: ClearML server 2.3.0. */
export async function reportsProject(actor: Actor, project: string | null): Promise<string> {
  const name = project === null || project === '' ? reportsBasename : reportsOf((await findOwnProject(actor, project)).name)
  return (await findProjectByName(actor, name))?.id ?? addProject(actor, { name, systemTags: ['reports', 'hidden'] })
}

function reportsOf(name: string): string {
  return name === reportsBasename || name.endsWith(`/${reportsBasename}`) ? name : `${name}/${reportsBasename}`
}
