import { draftsConfigurationName, type FunctionDrafts, readDrafts } from '@clearway/engine'
import { readTaskDocuments } from '../db/documents/task-document.ts'
import { readConfig, writeArtifacts, writeConfigs } from '../db/tables/task-parts.ts'
import { editTask, findTask, readTaskColumns, type TaskRow } from '../db/tables/tasks.ts'
import type { Actor, Reader } from '../scope.ts'

/** Gives a task the script of another one, its bundle, and the base tasks that it names for functions. */
export async function copyProgram(tx: Actor, { from, to }: { readonly from: string; readonly to: TaskRow }): Promise<void> {
  const source = await findTask(tx, from)
  const { script } = await readTaskColumns(tx, source.id, ['script'])
  await editTask(tx, to, { script })
  const [document] = await readTaskDocuments(tx, [source.id], ['execution.artifacts', 'configuration'])
  const inputs = (document?.execution?.artifacts ?? []).filter(({ mode }) => mode === 'input')
  if (inputs.length > 0) await writeArtifacts(tx, to.id, inputs, null)
  const drafts = document?.configuration?.[draftsConfigurationName]
  if (drafts !== undefined) await writeConfigs(tx, to.id, { [draftsConfigurationName]: drafts }, 'merge')
}

/** The base tasks of a program's functions; none for a program without functions. */
export async function draftsOf(reader: Reader, program: string): Promise<FunctionDrafts> {
  const { id } = await findTask(reader, program)
  return readDrafts(await readConfig(reader, id, draftsConfigurationName)) ?? {}
}
