import { editModels } from '../db/tables/models.ts'
import { type Target, targetProject } from '../projects/target-project.ts'
import type { Actor } from '../scope.ts'

/** Moves models to a project. Answers the project, and how many models were moved: ids that name no model of the company are left out. */
export async function moveModels(
  tx: Actor,
  ids: readonly string[],
  target: Target,
): Promise<{ readonly project: string | null; readonly moved: number }> {
  const project = await targetProject(tx, target)
  return { project, moved: (await editModels(tx, ids, { project })).length }
}
