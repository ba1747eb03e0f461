import type { Actor, Reader } from '../../scope.ts'
import type { RequestOf, tasks, TaskType } from '@clearway/contract'
import { cleanName } from '../sql/clean-name.ts'
import { cleanScript } from './clean-script.ts'
import { cleanOutput } from './clean-output.ts'
import { paramsOf, writeArtifacts, writeConfigs, writeParams } from './task-parts.ts'
import { columnsSetBy } from '../task-columns.ts'
import { insertDraft } from './draft.ts'
import { json } from '../sql/json.ts'
import { withoutLegacy } from './legacy-execution.ts'
import { checkUses, usedNow } from './model-uses.ts'
import { findOwnProject } from './projects.ts'
import { nextRunName } from './run-number.ts'
import { replaceTags } from './tags.ts'
import { findTask } from './tasks.ts'

export type DraftContents = Omit<RequestOf<typeof tasks.create>, 'name' | 'type' | 'input' | 'numbered' | 'versioned' | 'runnable'>
export interface NewTask {
  readonly name: string
  /** Whether the task is a run, whose name gets the next number of its pipeline. */
  readonly numbered?: boolean | undefined
  readonly type: TaskType
  readonly parts: DraftContents
}

/** Adds a draft with all its parts. Its project and parent must exist. */
export async function addTask(actor: Actor, { name, numbered = false, type, parts }: NewTask): Promise<string> {
  const { project, parent, execution: givenExecution = {}, script, models, output, output_dest, hyperparams, configuration } = parts
  await checkReferences(actor, parts)
  const { execution, ...legacy } = withoutLegacy(givenExecution)
  const { artifacts = [], queue: _, ...restOfExecution } = execution
  const { id } = await insertDraft(actor, {
    project: orNull(project),
    name: numbered ? await nextRunName(actor, orNull(project), cleanName(name)) : cleanName(name),
    type,
    ...columnsSetBy(parts),
    parent: orNull(parent),
    script: json(script === undefined ? undefined : cleanScript(script)),
    execution: json(restOfExecution),
    output: json(cleanOutput(output, output_dest)),
    models: json({ input: usedNow(actor, models?.input ?? []), output: usedNow(actor, models?.output ?? []) }),
  })
  await replaceTags(actor, 'task', id, { tags: parts.tags, system_tags: parts.system_tags })
  if (hyperparams !== undefined) await writeParams(actor, id, paramsOf(hyperparams), 'merge')
  if (configuration !== undefined) await writeConfigs(actor, id, configuration, 'merge')
  if (legacy.hyperparams !== undefined) await writeParams(actor, id, paramsOf(legacy.hyperparams), 'merge')
  if (legacy.configuration !== undefined) await writeConfigs(actor, id, legacy.configuration, 'merge')
  if (artifacts.length > 0) await writeArtifacts(actor, id, artifacts, null)
  actor.recordChange({ entity: 'task', id, project: orNull(project), kind: 'created', rev: 1 })
  return id
}

/** Refuses a project that is not there or is public, and a parent and input models that are not there. Source: ClearML server 2.3.0. */
export async function checkReferences(
  reader: Reader,
  { project, parent, models }: Pick<DraftContents, 'project' | 'parent' | 'models'>,
): Promise<void> {
  if (project !== undefined && project !== '') await findOwnProject(reader, project, 'refer')
  if (parent !== undefined && parent !== '') await findTask(reader, parent)
  await checkUses(reader, models?.input ?? [])
}

function orNull(id: string | undefined): string | null {
  return id === undefined || id === '' ? null : id
}
