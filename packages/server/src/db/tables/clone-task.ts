import type { Actor, Reader } from '../../scope.ts'
import type { ModelUse as ModelUseSchema, RequestOf, tasks } from '@clearway/contract'
import type { Static } from 'typebox'
import { sql } from 'kysely'
import { cleanName } from '../sql/clean-name.ts'
import { type DraftColumns, insertDraft } from './draft.ts'
import { json } from '../sql/json.ts'
import { containerOf, inputModelsOf, withoutLegacy } from './legacy-execution.ts'
import { findModel } from './models.ts'
import { paramsOf, writeArtifacts, writeConfigs, writeParams } from './task-parts.ts'
import { storedProjectName } from '../sql/project-name.ts'
import { findOrAddProject } from './named-project.ts'
import { findProject } from './projects.ts'
import { nextRunName } from './run-number.ts'
import { replaceTags } from './tags.ts'
import { clonedColumns } from '../task-columns.ts'
import { findTask, findTaskWith, type TaskRow } from './tasks.ts'
import { readPart } from '../sql/unreadable.ts'

type CloneRequest = RequestOf<typeof tasks.clone>
type ModelUse = Static<typeof ModelUseSchema>
export interface Clone {
  readonly id: string
  readonly draft: TaskRow
  readonly newProject?: { readonly id: string; readonly name: string }
}

interface CloneOptions {
  /** Columns that the clone does not take from its original. */
  readonly set?: Partial<DraftColumns>
  /** Whether the caller has found the new parent, and locked it. */
  readonly isParentKnown?: boolean
}

/** Clones a task as a draft: with its definition, without its results. Which columns are copied follows ClearML server 2.3.0. */
export async function cloneTask(
  actor: Actor,
  request: CloneRequest,
  { set = {}, isParentKnown = false }: CloneOptions = {},
): Promise<Clone> {
  const source = await findTaskWith(actor, request.task, [...clonedColumns, 'execution', 'output', 'models'])
  const { execution, output, models } = source
  const copied = Object.fromEntries(clonedColumns.map((column) => [column, source[column]])) as typeof source
  const { project, made } = await projectOf(actor, request, source.project)
  const parent = request.new_task_parent ?? source.parent ?? source.id
  if (!isParentKnown && request.new_task_parent !== undefined && request.new_task_parent !== '')
    await findTask(actor, request.new_task_parent)
  const given = request.new_task_name === undefined ? source.name : cleanName(request.new_task_name, 'new_task_name')
  const beside = project === source.project ? source.name : undefined
  const name = request.numbered === true ? await nextRunName(actor, project, given, beside) : given
  const { execution: overrides, ...legacy } = withoutLegacy(request.execution_overrides ?? {})
  const { artifacts = [], queue: _, model, docker_cmd: command, ...overridden } = overrides as typeof overrides & OlderOverrides
  const container = request.new_task_container ?? (isGiven(command) ? containerOf(command) : undefined)
  const inputs = request.new_task_input_models ?? (isGiven(model) ? inputModelsOf(model) : readInputs(source.id, models))
  await checkCloned(actor, request, { project, parent, model, inputs })
  const { destination } = readPart<{ destination?: string }>(source.id, 'output', output)
  const draft = await insertDraft(actor, {
    ...copied,
    project,
    name,
    parent: parent === '' ? null : parent,
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
  const inputArtifacts = artifacts.filter(({ mode }) => mode === 'input')
  if (inputArtifacts.length > 0) await writeArtifacts(actor, id, inputArtifacts, null)
  if (legacy.hyperparams !== undefined) await writeParams(actor, id, paramsOf(legacy.hyperparams), 'merge')
  if (legacy.configuration !== undefined) await writeConfigs(actor, id, legacy.configuration, 'merge')
  if (request.new_task_hyperparams !== undefined) await writeParams(actor, id, paramsOf(request.new_task_hyperparams), 'all')
  if (request.new_task_configuration !== undefined) await writeConfigs(actor, id, request.new_task_configuration, 'all')
  await replaceTags(actor, 'task', id, { tags: request.new_task_tags, system_tags: request.new_task_system_tags })
  actor.recordChange({ entity: 'task', id, project, kind: 'created', rev: 1 })
  return { id, draft, ...(made === undefined ? {} : { newProject: made }) }
}

/** What ClearML's older clients override in `execution`, and newer ones name as input models and container. */
interface OlderOverrides {
  readonly model?: unknown
  readonly docker_cmd?: unknown
}

interface Cloned {
  readonly project: string | null
  readonly parent: string
  /** The model that an override names, by ClearML's older field. */
  readonly model: unknown
  readonly inputs: readonly ModelUse[]
}

/** Refuses an unknown model; with `validate_references` also a project, parent or input model of the original that is no longer there. */
async function checkCloned(reader: Reader, request: CloneRequest, { project, parent, model, inputs }: Cloned): Promise<void> {
  if (isGiven(model)) await findModel(reader, model)
  if (request.validate_references !== true) return
  if (project !== null) await findProject(reader, project)
  if (parent !== '') await findTask(reader, parent)
  for (const used of inputs) await findModel(reader, used.model)
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
  await sql`insert into task_artifact (task, company, key, mode, type, uri, file, content_size, hash, timestamp, type_data, display_data, attempt)
    select ${to}, company, key, mode, type, uri, file, content_size, hash, timestamp, type_data, display_data, null from task_artifact where task = ${from} and mode = 'input'`.execute(
    db,
  )
}

async function projectOf(
  actor: Actor,
  { new_task_project, new_project_name }: CloneRequest,
  fallback: string | null,
): Promise<{ project: string | null; made?: { id: string; name: string } }> {
  if (new_task_project !== undefined && new_task_project !== '') return { project: (await findProject(actor, new_task_project)).id }
  if (new_project_name === undefined) return { project: fallback }
  const { id, isNew } = await findOrAddProject(actor, new_project_name)
  return { project: id, ...(isNew ? { made: { id, name: storedProjectName(new_project_name) } } : {}) }
}
