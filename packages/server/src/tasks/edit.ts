import { givenOf, ifGiven } from '@clearway/contract/given'
import { type RequestOf, tasks, type TaskStatus } from '@clearway/contract'
import type { OperationTx } from '../context.ts'
import { cleanName } from '../db/sql/clean-name.ts'
import { cleanOutput } from '../db/tables/clean-output.ts'
import { cleanScript } from '../db/tables/clean-script.ts'
import { deleteOtherArtifacts, paramsOf, writeArtifacts, writeConfigs, writeParams } from '../db/tables/task-parts.ts'
import { json } from '../db/sql/json.ts'
import { withoutLegacy } from '../db/tables/legacy-execution.ts'
import { type ModelUses, usedNow } from '../db/tables/model-uses.ts'
import { columnsSetBy } from '../db/task-columns.ts'
import { checkReferences } from '../db/tables/new-task.ts'
import { replaceTags } from '../db/tables/tags.ts'
import { editTask, findOwnTask, readTaskColumns, type TaskChange } from '../db/tables/tasks.ts'
import { parseObject } from '../db/sql/unreadable.ts'
import { ActionError } from '../errors.ts'
import { releaseFiles } from '../files/release-files.ts'
import type { Tx } from '../scope.ts'
import { idOrNull } from '../id-or-null.ts'

/** New values of a task's definition, as requests have them. */
export type Definition = Omit<RequestOf<typeof tasks.edit>, 'task' | 'force'>

/** A change of these fields alone does not count as activity of the task. */
const quiet = ['name', 'tags', 'system_tags', 'comment', 'project', 'created']

/**
 * Edits the definition of a draft; with force, of any task. Maps and lists are replaced whole, which is how clients delete keys; script, execution and
 * output are merged at their first level. Parameters that are given within `execution` replace those that were given there before. Answers how many tasks
 * changed, and which fields. Source: ClearML server 2.3.0.
 */
export async function editDefinition(
  tx: OperationTx,
  id: string,
  definition: Definition,
  force: boolean | undefined,
): Promise<{ readonly updated: number; readonly fields: readonly string[] }> {
  const task = await findOwnTask(tx, id)
  if (force !== true && task.status !== ('created' satisfies TaskStatus))
    throw new ActionError('invalid_transition', { task: id, status: task.status, allowed: ['created'] })
  const fields = Object.keys(definition).filter((key) => Object.hasOwn(tasks.edit.request.properties, key))
  if (fields.length === 0) return { updated: 0, fields }
  const { tags, system_tags, hyperparams, configuration } = definition
  const { execution, ...legacy } = withoutLegacy(definition.execution ?? {})
  await checkReferences(tx, definition)
  await replaceTags(tx, 'task', task.id, { tags, system_tags })
  if (hyperparams !== undefined) await writeParams(tx, task.id, [...paramsOf(hyperparams), ...paramsOf(legacy.hyperparams ?? {})], 'all')
  else if (legacy.hyperparams !== undefined) await writeParams(tx, task.id, paramsOf(legacy.hyperparams), 'legacy')
  if (configuration !== undefined) await writeConfigs(tx, task.id, { ...configuration, ...legacy.configuration }, 'all')
  else if (legacy.configuration !== undefined) await writeConfigs(tx, task.id, legacy.configuration, 'legacy')
  if (execution.artifacts !== undefined) {
    const gone = await deleteOtherArtifacts(tx, task.id, execution.artifacts)
    await writeArtifacts(tx, task.id, execution.artifacts, tx.attempt?.id ?? null)
    // The caller deletes the files, or keeps them.
    await releaseFiles(tx, gone, { remove: false })
  }
  const updated = await editTask(
    tx,
    task,
    await columnsOf(tx, task.id, definition.execution === undefined ? definition : { ...definition, execution }),
    {
      update: !fields.every((field) => quiet.includes(field)),
    },
  )
  return { updated, fields }
}

/** The lists of models that a request gives. */
function usesOf(tx: Tx, { input, output }: ModelUses): ModelUses {
  return { ...(input && { input: usedNow(tx, input) }), ...(output && { output: usedNow(tx, output) }) }
}

async function columnsOf(tx: Tx, id: string, definition: Definition): Promise<TaskChange> {
  const { name, type, parent, project, script, execution, output, output_dest, models } = definition
  const { artifacts: _, queue, ...restOfExecution } = execution ?? {}
  const merges =
    script !== undefined || execution !== undefined || output !== undefined || output_dest !== undefined || models !== undefined
  const before = merges ? await readTaskColumns(tx, id, ['script', 'execution', 'output', 'models']) : undefined
  const merged = (column: 'script' | 'execution' | 'output' | 'models', part: object): string =>
    json({ ...parseObject(before?.[column] ?? '{}'), ...part })
  return givenOf({
    name: ifGiven(name, (given) => cleanName(given)),
    type,
    ...columnsSetBy(definition),
    parent: ifGiven(parent, idOrNull),
    project: ifGiven(project, idOrNull),
    script: ifGiven(script, (given) => merged('script', cleanScript(given))),
    execution: ifGiven(execution, () => merged('execution', restOfExecution)),
    queue: ifGiven(queue, idOrNull),
    output: output === undefined && output_dest === undefined ? undefined : merged('output', cleanOutput(output, output_dest)),
    models: ifGiven(models, (given) => merged('models', usesOf(tx, given))),
  })
}
