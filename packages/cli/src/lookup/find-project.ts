import type { Api } from '@clearway/sdk'
import { findListed } from './find-listed.ts'
import type { Found } from './find-task.ts'
import { isId } from './id-prefix.ts'

/** Finds a project by its whole name, its id or the beginning of its id. */
export async function findProject(api: Api, given: string): Promise<Found> {
  return findListed('project', given, async (query) => (await api.projects.get_all(query)).projects)
}

/** The filter of a list for what is in a project or below it. */
export interface InProject {
  readonly project: string[]
  readonly include_subprojects: true
}

/** The filter for a project and all below it. The project is given as to `findProject`; throws if there is no such project. */
export async function inProject(api: Api, given: string): Promise<InProject> {
  return { project: [await idOfProject(api, given)], include_subprojects: true }
}

/** Finds the id of a project, which is given as to `findProject`; throws if there is no such project, also for a whole id. */
export async function idOfProject(api: Api, given: string): Promise<string> {
  const { id } = await findProject(api, given)
  if (isId(given)) await api.projects.get_by_id({ project: id })
  return id
}
