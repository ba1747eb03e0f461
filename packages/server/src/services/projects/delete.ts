import type { projects } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { deleteContents } from '../../projects/delete-contents.ts'
import { deleteProject } from '../../projects/delete.ts'

const deleteAction: Handler<typeof projects.delete> = async (request, ctx) => {
  const { project, force = false, delete_contents: withContents = false, delete_external_artifacts: deleteFiles = true } = request
  const contents = withContents ? await deleteContents(ctx, project, { force, deleteFiles }) : undefined
  const deleted = await transact(ctx, (tx) => deleteProject(tx, project, force))
  const answer = { deleted: deleted.projects, disassociated_tasks: deleted.tasks }
  if (contents === undefined) return answer
  const { tasks, models, urls } = contents
  const shown = { model_urls: urls.models, artifact_urls: urls.artifacts, event_urls: urls.events }
  return { ...answer, deleted_tasks: tasks, deleted_models: models, urls: shown }
}
export { deleteAction as delete }
