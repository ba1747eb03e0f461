import { changeMany } from '../change-many.ts'
import type { Context } from '../context.ts'
import { runsIn } from '../db/tables/pipeline-runs.ts'
import { findOwnProject } from '../db/tables/projects.ts'
import { ActionError } from '../errors.ts'
import { deleteTask } from '../tasks/delete.ts'
import { removeReports } from '../tasks/remove-reports.ts'

/** Deletes runs of a pipeline's project with their steps, models and files. Refuses to delete the last ones. Source: ClearML server 2.3.0. */
export async function deleteRuns(ctx: Context, project: string, ids: readonly string[]) {
  await findOwnProject(ctx, project, 'refer')
  const all = await runsIn(ctx, project)
  if (all.every((id) => ids.includes(id))) throw new ActionError('all_runs', { project })
  const runs = all.filter((id) => ids.includes(id))
  const { succeeded, failed } = await changeMany(ctx, runs, async (tx, id) => {
    // Locks the project, so that two calls that leave different runs do not delete all of them.
    await findOwnProject(tx, project)
    if ((await runsIn(tx, project)).every((one) => one === id)) throw new ActionError('all_runs', { project })
    return deleteTask(tx, id, { force: true, deleteOutputModels: true, deleteFiles: true, includeSteps: true })
  })
  const deleted = succeeded.flatMap(({ change }) => [...change.ids, ...change.deletedModels])
  const { images } = await removeReports(ctx, deleted, { files: true })
  return { succeeded, failed, images }
}
