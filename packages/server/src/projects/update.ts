import { givenOf } from '@clearway/contract/given'
import { projectParts } from '../db/sql/project-name.ts'
import { editProject, findOwnProject, renameProject } from '../db/tables/projects.ts'
import { replaceTags } from '../db/tables/tags.ts'
import { ActionError } from '../errors.ts'
import type { Tx } from '../scope.ts'

export interface ProjectChange {
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly tags?: readonly string[] | undefined
  readonly systemTags?: readonly string[] | undefined
  readonly defaultOutputDestination?: string | undefined
}

/** Changes those values of a project that are given. With its name the paths of all projects below it change; its parent stays the same. */
export async function updateProject(tx: Tx, id: string, change: ProjectChange): Promise<void> {
  const { name, description, tags, systemTags, defaultOutputDestination } = change
  const project = await findOwnProject(tx, id)
  if (name !== undefined && name !== project.name) {
    assertSameLocation(project.name, name)
    await renameProject(tx, project, name)
  }
  await editProject(tx, id, givenOf({ description, default_output_destination: defaultOutputDestination }))
  await replaceTags(tx, 'project', id, { tags, system_tags: systemTags })
}

/** Only the last part of the path may change. */
function assertSameLocation(before: string, after: string): void {
  const [old, given] = [projectParts(before), projectParts(after)]
  if (old.slice(0, -1).join('/') !== given.slice(0, -1).join('/')) throw new ActionError('project_location', { name: after })
}
