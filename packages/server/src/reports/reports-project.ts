import { addProject, findOwnProject, findProjectByName } from '../db/tables/projects.ts'
import type { Actor } from '../scope.ts'

const basename = '.reports'

/** The hidden project that holds the reports of a project, or those of no project. It is added if it is missing. Source: ClearML server 2.3.0. */
export async function reportsProject(actor: Actor, project: string | null): Promise<string> {
  const name = project === null || project === '' ? basename : reportsOf((await findOwnProject(actor, project)).name)
  return (await findProjectByName(actor, name))?.id ?? addProject(actor, { name, systemTags: ['reports', 'hidden'] })
}

function reportsOf(name: string): string {
  return name === basename || name.endsWith(`/${basename}`) ? name : `${name}/${basename}`
}
