import { exactly } from '@clearway/contract/name-pattern'
import type { Api } from '@clearway/sdk'
import { findListed } from './find-listed.ts'
import type { Found } from './find-task.ts'

/** Finds a project by its whole name, its id or the beginning of its id. */
export async function findProject(api: Api, given: string): Promise<Found> {
  return findListed('project', given, async (query) => (await api.projects.get_all(query)).projects)
}

/** The filter of a list for what is in a project or below it. */
export interface InProject {
  readonly project: string[]
  readonly include_subprojects: true
}

/** The filter for a project, by its whole name, and all below it; undefined if there is no such project. */
export async function inProjectNamed(api: Api, name: string): Promise<InProject | undefined> {
  const { projects } = await api.projects.get_all({
    name: exactly(name),
    search_hidden: true,
    only_fields: ['id'],
    page: 0,
    page_size: 1,
  })
  const [found] = projects
  return found === undefined ? undefined : { project: [found.id], include_subprojects: true }
}
