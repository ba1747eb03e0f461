import { readTaskDocuments } from '../db/documents/task-document.ts'
import { writeArtifacts } from '../db/tables/task-parts.ts'
import { editTask, findTask, readTaskColumns, type TaskRow } from '../db/tables/tasks.ts'
import type { Actor } from '../scope.ts'

/** Gives a task the script of another one, and its bundle. */
export async function copyProgram(tx: Actor, { from, to }: { readonly from: string; readonly to: TaskRow }): Promise<void> {
  const source = await findTask(tx, from)
  const { script } = await readTaskColumns(tx, source.id, ['script'])
  await editTask(tx, to, { script })
  const [document] = await readTaskDocuments(tx, [source.id], ['execution.artifacts'])
  const inputs = (document?.execution?.artifacts ?? []).filter(({ mode }) => mode === 'input')
  if (inputs.length > 0) await writeArtifacts(tx, to.id, inputs, null)
}
