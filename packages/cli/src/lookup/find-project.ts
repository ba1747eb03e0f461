import { escaped } from '@clearway/contract/name-pattern'
import type { Api } from '@clearway/sdk'
import { findListed } from './find-listed.ts'
import type { Found } from './find-task.ts'

/** Finds a project by its whole name, its id or the beginning of its id. */
export async function findProject(api: Api, given: string): Promise<Found> {
  return findListed('project', given, async (query) => (await api.projects.get_all(query)).projects)
}

/** The ids of a project and of all below it, by its whole name; empty if there is none. */
export async function projectIds(api: Api, name: string): Promise<readonly string[]> {
  const { projects } = await api.projects.get_all({
    _any_: { fields: ['name'], pattern: `^${escaped(name)}(/|$)` },
    search_hidden: true,
    only_fields: ['id'],
  })
  return projects.map(({ id }) => id)
}
