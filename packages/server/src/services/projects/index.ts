import type { Implementation, projects } from '@clearway/contract'
import { type Context, readerOf } from '../../context.ts'
import { addProject, findOwnProject } from '../../db/tables/projects.ts'
import { readProjectDocuments } from '../../db/documents/project-document.ts'
import { transact } from '../../db/connection/transaction.ts'
import { ActionError } from '../../errors.ts'
import { listProjects } from '../../queries/list.ts'
import { readSubtree } from '../../projects/contents.ts'
import { mergeProject } from '../../projects/merge.ts'
import { moveProject } from '../../projects/move.ts'
import { setProjectsPublic } from '../../projects/publicity.ts'
import { delete as deleteAction } from './delete.ts'
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
  move: async ({ project, new_location: location }, ctx) => ({ moved: await transact(ctx, (tx) => moveProject(tx, project, location)) }),
  merge: async ({ project, destination_project: into }, ctx) => {
    const { entities, projects: moved } = await transact(ctx, (tx) => mergeProject(tx, project, into))
    return { moved_entities: entities, moved_projects: moved }
  },
  make_public: async ({ ids }, ctx) => ({ updated: await transact(ctx, (tx) => setProjectsPublic(tx, ids, true)) }),
  make_private: async ({ ids }, ctx) => ({ updated: await transact(ctx, (tx) => setProjectsPublic(tx, ids, false)) }),
  validate_delete: async ({ project }, ctx) => {
    const reader = readerOf(ctx)
    return (await readSubtree(reader, await findOwnProject(reader, project, 'refer'))).contents
  },
  delete: deleteAction,
}
