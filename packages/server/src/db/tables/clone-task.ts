import type { Actor, Reader } from '../../scope.ts'
import { cleanName } from '../sql/clean-name.ts'
import { cloneParts } from './clone-parts.ts'
import { type CloneOverrides, type CloneRequest, overridesOf, withoutEmpty } from './clone-overrides.ts'
import { type DraftColumns, insertDraft } from './draft.ts'
import { json } from '../sql/json.ts'
import { checkUses, type ModelUse, usedNow } from './model-uses.ts'
import { storedProjectName } from '../sql/project-name.ts'
import { findOrAddProject } from './named-project.ts'
import { findProject, findOwnProject, refusePublicProject } from './projects.ts'
import { nextRunName } from './run-number.ts'
import { clonedColumns } from '../task-columns.ts'
import { findTask, findTaskWith, type TaskRow } from './tasks.ts'
import { readPart } from '../sql/unreadable.ts'

export interface Clone {
  readonly id: string
  readonly draft: TaskRow
  /** The project that the request names. */
  readonly newProject?: { readonly id: string; readonly name: string }
}

interface CloneOptions {
  /** Columns that the clone does not take from its original. */
  readonly set?: Partial<DraftColumns>
  /** The new parent, which the caller has found and locked; null: none. Default: the request's, or that of the original, or the original. */
  readonly parent?: string | null
}

/**
 * Clones a task as a draft: with its definition, without its results. Which columns are copied follows ClearML server 2.3.0, and as there a request's
 * empty value stands for that of the original.
 */
export async function cloneTask(actor: Actor, given: CloneRequest, { set = {}, parent: known }: CloneOptions = {}): Promise<Clone> {
  const request = withoutEmpty(given)
  const source = await readSource(actor, request.task)
  const { project, named } = await projectOf(actor, request, source.project)
  const parent = known === undefined ? await parentOf(actor, request, source) : known
  const name = await nameOf(actor, request, { source, project })
  const overrides = overridesOf(request)
  const inputs = overrides.inputModels === undefined ? inputsOf(source) : usedNow(actor, overrides.inputModels)
  await checkCloned(actor, request, { project, parent, inputs, areInputsNew: overrides.inputModels !== undefined })
  const definition = definitionOf(source, overrides, inputs)
  const comment = request.new_task_comment
  const draft = await insertDraft(actor, { ...definition, project, name, parent, ...(comment === undefined ? {} : { comment }), ...set })
  const { id } = draft
  await cloneParts(actor, { from: source.id, to: id }, overrides)
  actor.recordChange({ entity: 'task', id, project, kind: 'created', rev: 1 })
  return { id, draft, ...(named === undefined ? {} : { newProject: named }) }
}

type Source = Awaited<ReturnType<typeof readSource>>

function readSource(reader: Reader, task: string) {
  return findTaskWith(reader, task, [...clonedColumns, 'execution', 'output', 'models'])
}

/** The columns that define what a task runs: those of the original, and what is overridden. */
function definitionOf(source: Source, { execution, container }: CloneOverrides, inputs: readonly ModelUse[]) {
  const copied = Object.fromEntries(clonedColumns.map((column) => [column, source[column]])) as Pick<Source, (typeof clonedColumns)[number]>
  const { destination } = readPart<{ destination?: string }>(source.id, 'output', source.output)
  return {
    ...copied,
    execution: json({ ...readPart(source.id, 'execution', source.execution), ...execution }),
    output: json(destination === undefined ? {} : { destination }),
    models: json({ input: inputs, output: [] }),
    ...(container === undefined ? {} : { container: json(container) }),
  }
}

function inputsOf({ id, models }: Source): readonly ModelUse[] {
  return readPart<{ input?: ModelUse[] }>(id, 'models', models).input ?? []
}

async function parentOf(reader: Reader, { new_task_parent: wanted }: CloneRequest, source: Source): Promise<string> {
  if (wanted === undefined) return source.parent ?? source.id
  await findTask(reader, wanted)
  return wanted
}

/** The name that is asked for, or that of the original; with `numbered` the name of the next run. */
async function nameOf(
  actor: Actor,
  { new_task_name: given, numbered }: CloneRequest,
  { source, project }: { readonly source: Source; readonly project: string | null },
): Promise<string> {
  const wanted = given === undefined ? source.name : cleanName(given, 'new_task_name')
  const beside = project === source.project ? source.name : undefined
  return numbered === true ? nextRunName(actor, project, wanted, beside) : wanted
}

interface Cloned {
  readonly project: string | null
  readonly parent: string | null
  readonly inputs: readonly ModelUse[]
  /** Whether the request gives the input models. */
  readonly areInputsNew: boolean
}

/**
 * Refuses input models of the request that are unknown; with `validate_references` also a project, parent or input model of the original that is no
 * longer there.
 */
async function checkCloned(
  reader: Reader,
  { validate_references: checksAll = false }: CloneRequest,
  { project, parent, inputs, areInputsNew }: Cloned,
): Promise<void> {
  if (areInputsNew || checksAll) await checkUses(reader, inputs)
  if (!checksAll) return
  if (project !== null) await findProject(reader, project)
  if (parent !== null) await findTask(reader, parent)
}

async function projectOf(
  actor: Actor,
  { new_task_project, new_project_name }: CloneRequest,
  fallback: string | null,
): Promise<{ project: string | null; named?: { id: string; name: string } }> {
  if (new_task_project !== undefined) return { project: (await findOwnProject(actor, new_task_project, 'refer')).id }
  if (new_project_name === undefined) {
    if (fallback !== null) await refusePublicProject(actor, fallback)
    return { project: fallback }
  }
  const { id } = await findOrAddProject(actor, new_project_name)
  return { project: id, named: { id, name: storedProjectName(new_project_name) } }
}
