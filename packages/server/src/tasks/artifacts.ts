import type { Artifact } from '@clearway/contract'
import type { OperationTx } from '../context.ts'
import { deleteArtifact, writeArtifacts } from '../db/tables/task-parts.ts'
import { editTask } from '../db/tables/tasks.ts'
import { releaseFiles } from '../files/release-files.ts'
import { editableTask } from './editable.ts'

/** Registers artifacts of a task that is still open. Answers how many tasks changed. */
export async function addArtifacts(tx: OperationTx, id: string, artifacts: readonly Artifact[]): Promise<number> {
  const task = await editableTask(tx, id, true)
  await writeArtifacts(tx, task.id, artifacts, tx.attempt?.id ?? null)
  return editTask(tx, task, {})
}

/** Deletes artifacts of a task that is still open. The caller deletes their files, or keeps them. Answers how many artifacts are gone. */
export async function deleteArtifacts(
  tx: OperationTx,
  id: string,
  artifacts: readonly { readonly key: string; readonly mode?: 'input' | 'output' | undefined }[],
): Promise<number> {
  const task = await editableTask(tx, id, true)
  const deleted: string[] = []
  for (const { key, mode = 'output' } of artifacts) deleted.push(...(await deleteArtifact(tx, task.id, key, mode)))
  await releaseFiles(tx, deleted, { remove: false })
  if (deleted.length > 0) await editTask(tx, task, {})
  return deleted.length
}
