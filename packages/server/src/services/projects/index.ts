import type { Implementation, projects } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { addProject } from '../../db/tables/projects.ts'
import { readProjectDocuments } from '../../db/documents/project-document.ts'
import { transact } from '../../db/connection/transaction.ts'
import { ActionError } from '../../errors.ts'
import { listProjects } from '../../queries/list.ts'
import { deleteProject } from '../../projects/delete.ts'
import { facets } from './facets.ts'
import { get_all_ex } from './get_all_ex.ts'
import { update } from './update.ts'

export const projectsService: Implementation<typeof projects, Context> = {
  get_by_id: async ({ project: id }, ctx) => {
    const [project] = await readProjectDocuments(ctx, [id])
    if (project === undefined) throw new ActionError('project_not_found', { project: id })
    return { project }
  },
  get_all: (request, ctx) => listProjects(ctx, request),
  get_all_ex,
  ...facets,
  create: ({ name, description, tags, system_tags, default_output_destination }, ctx) =>
    transact(ctx, async (tx) => ({
      id: await addProject(tx, { name, description, tags, systemTags: system_tags, defaultOutputDestination: default_output_destination }),
    })),
  update,
  delete: async ({ project, force }, ctx) => {
    const deleted = await transact(ctx, (tx) => deleteProject(tx, project, force))
    return { deleted: deleted.projects, disassociated_tasks: deleted.tasks }
  },
}
