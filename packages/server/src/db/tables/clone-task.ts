import type { Actor, Reader } from '../../scope.ts'
import type { RequestOf, tasks } from '@clearway/contract'
import { sql } from 'kysely'
import { cleanName } from '../sql/clean-name.ts'
import { type DraftColumns, insertDraft } from './draft.ts'
import { json } from '../sql/json.ts'
import { containerOf, inputModelsOf, withoutLegacy } from './legacy-execution.ts'
import { checkUses, type ModelUse, usedNow } from './model-uses.ts'
import { paramsOf, writeArtifacts, writeConfigs, writeParams } from './task-parts.ts'
import { storedProjectName } from '../sql/project-name.ts'
import { findOrAddProject } from './named-project.ts'
import { findProject, findProjectToFill, refusePublicProject } from './projects.ts'
import { nextRunName } from './run-number.ts'
import { replaceTags } from './tags.ts'
import { clonedColumns } from '../task-columns.ts'
import { findTask, findTaskWith, type TaskRow } from './tasks.ts'
import { readPart } from '../sql/unreadable.ts'

type CloneRequest = RequestOf<typeof tasks.clone>
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
  const source = await findTaskWith(actor, request.task, [...clonedColumns, 'execution', 'output', 'models'])
  const { execution, output, models } = source
  const copied = Object.fromEntries(clonedColumns.map((column) => [column, source[column]])) as typeof source
  const { project, named } = await projectOf(actor, request, source.project)
  const parent = known === undefined ? (request.new_task_parent ?? source.parent ?? source.id) : known
  if (known === undefined && request.new_task_parent !== undefined) await findTask(actor, request.new_task_parent)
  const wanted = request.new_task_name === undefined ? source.name : cleanName(request.new_task_name, 'new_task_name')
  const beside = project === source.project ? source.name : undefined
  const name = request.numbered === true ? await nextRunName(actor, project, wanted, beside) : wanted
  const { execution: overrides, ...legacy } = withoutLegacy(request.execution_overrides ?? {})
  const { artifacts, queue: _, model, docker_cmd: command, ...overridden } = overrides as typeof overrides & OlderOverrides
  const container = request.new_task_container ?? (isGiven(command) ? containerOf(command) : undefined)
  const newInputs = request.new_task_input_models ?? (isGiven(model) ? inputModelsOf(model) : undefined)
  const inputs = newInputs === undefined ? readInputs(source.id, models) : usedNow(actor, newInputs)
  await checkCloned(actor, request, { project, parent, inputs, areInputsNew: newInputs !== undefined })
  const { destination } = readPart<{ destination?: string }>(source.id, 'output', output)
  const draft = await insertDraft(actor, {
    ...copied,
    project,
    name,
    parent,
    execution: json({ ...readPart(source.id, 'execution', execution), ...overridden }),
    output: json(destination === undefined ? {} : { destination }),
    runtime: '{}',
    models: json({ input: inputs, output: [] }),
    ...(request.new_task_comment === undefined ? {} : { comment: request.new_task_comment }),
    ...(container === undefined ? {} : { container: json(container) }),
    ...set,
  })
  const { id } = draft
  await copySideTables(actor, source.id, id)
  if (artifacts === undefined) await copyInputArtifacts(actor, source.id, id)
  else
    await writeArtifacts(
      actor,
      id,
      artifacts.filter(({ mode }) => mode === 'input'),
      null,
    )
  if (legacy.hyperparams !== undefined) await writeParams(actor, id, paramsOf(legacy.hyperparams), 'merge')
  if (legacy.configuration !== undefined) await writeConfigs(actor, id, legacy.configuration, 'merge')
  if (request.new_task_hyperparams !== undefined) await writeParams(actor, id, paramsOf(request.new_task_hyperparams), 'all')
  if (request.new_task_configuration !== undefined) await writeConfigs(actor, id, request.new_task_configuration, 'all')
  await replaceTags(actor, 'task', id, { tags: request.new_task_tags, system_tags: request.new_task_system_tags })
  actor.recordChange({ entity: 'task', id, project, kind: 'created', rev: 1 })
  return { id, draft, ...(named === undefined ? {} : { newProject: named }) }
}

/** The request without texts, lists and maps that are empty. */
function withoutEmpty(request: CloneRequest): CloneRequest {
  return Object.fromEntries(Object.entries(request).filter(([, value]) => !isEmpty(value))) as CloneRequest
}

function isEmpty(value: unknown): boolean {
  return value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
}

/** What ClearML's older clients override in `execution`, and newer ones name as input models and container. */
interface OlderOverrides {
  readonly model?: unknown
  readonly docker_cmd?: unknown
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

function isGiven(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

function readInputs(task: string, models: string): ModelUse[] {
  return readPart<{ input?: ModelUse[] }>(task, 'models', models).input ?? []
}

async function copySideTables({ db }: Actor, from: string, to: string): Promise<void> {
  const left = ['development', 'archived', 'hidden']
  await sql`insert into task_tag (task, company, kind, tag) select ${to}, company, kind, tag from task_tag where task = ${from} and not (kind = 'system_tags' and tag in (${sql.join(left)}))`.execute(
    db,
  )
  await sql`insert into task_param (task, company, section, name, value, num, type, description) select ${to}, company, section, name, value, num, type, description from task_param where task = ${from}`.execute(
    db,
  )
  await sql`insert into task_config (task, company, name, value, type, description) select ${to}, company, name, value, type, description from task_config where task = ${from}`.execute(
    db,
  )
}

async function copyInputArtifacts({ db }: Actor, from: string, to: string): Promise<void> {
  await sql`insert into task_artifact (task, company, key, mode, type, uri, file, content_size, hash, timestamp, type_data, display_data, attempt)
    select ${to}, company, key, mode, type, uri, file, content_size, hash, timestamp, type_data, display_data, null from task_artifact where task = ${from} and mode = 'input'`.execute(
    db,
  )
}

async function projectOf(
  actor: Actor,
  { new_task_project, new_project_name }: CloneRequest,
  fallback: string | null,
): Promise<{ project: string | null; named?: { id: string; name: string } }> {
  if (new_task_project !== undefined) return { project: (await findProjectToFill(actor, new_task_project)).id }
  if (new_project_name === undefined) {
    if (fallback !== null) await refusePublicProject(actor, fallback)
    return { project: fallback }
  }
  const { id } = await findOrAddProject(actor, new_project_name)
  return { project: id, named: { id, name: storedProjectName(new_project_name) } }
}
