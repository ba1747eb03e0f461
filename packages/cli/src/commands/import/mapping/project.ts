import { givenOf } from '@clearway/contract/given'
import type { ImportedProject } from '@clearway/contract'
import { type Doc, idOf, textOf, textsOf, timeOf } from './fields.ts'

/** A project of another server, as ours stores it. */
export function mapProject(doc: Doc): ImportedProject {
  return {
    id: idOf(doc['id']) ?? '',
    name: textOf(doc['name']) ?? 'unnamed',
    tags: textsOf(doc['tags']),
    system_tags: textsOf(doc['system_tags']),
    ...givenOf({
      user: idOf(doc['user']),
      description: textOf(doc['description']),
      default_output_destination: textOf(doc['default_output_destination']),
      created: timeOf(doc['created']),
      last_update: timeOf(doc['last_update']),
    }),
  }
}

/** The projects with these names and those below them; all, if none is named. */
export function projectsNamed(projects: readonly Doc[], names: readonly string[]): readonly Doc[] {
  if (names.length === 0) return projects
  return projects.filter(({ name }) => names.some((one) => name === one || textOf(name)?.startsWith(`${one}/`) === true))
}
