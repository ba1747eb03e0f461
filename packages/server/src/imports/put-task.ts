import type { ImportedTask } from '@clearway/contract'
import type { OperationTx } from '../context.ts'
import { cleanName } from '../db/sql/clean-name.ts'
import { json } from '../db/sql/json.ts'
import { columnsSetBy, unsetColumns } from '../db/task-columns.ts'
import type { DraftColumns } from '../db/tables/draft.ts'
import { replaceAttempts } from '../db/tables/imported-attempts.ts'
import { writeTaskRow } from '../db/tables/imported-contents.ts'
import { admitRow, type Importer, recordImported } from '../db/tables/imported-rows.ts'
import { replaceMetrics } from '../db/tables/metrics.ts'
import { freeRunName } from '../db/tables/run-number.ts'
import { replaceTags } from '../db/tables/tags.ts'
import { deleteOtherArtifacts, paramsOf, writeArtifacts, writeConfigs, writeParams } from '../db/tables/task-parts.ts'
import { dropFires } from '../db/tables/triggers.ts'
import { releaseFiles } from '../files/release-files.ts'
import { lastValues } from './last-values.ts'
import { projectHere } from './project-here.ts'
import type { PutRow } from './put-project.ts'

/** Writes a task of another server with all its parts. */
export async function putTask(tx: OperationTx, { source, isAdmin }: Importer, task: ImportedTask): Promise<PutRow> {
  const { id, tags = [], system_tags = [], hyperparams = {}, configuration = {}, metrics = [], metric_stats = [] } = task
  const origin = { source, entity: 'task', id } as const
  const { standing } = await admitRow(tx, origin, isAdmin)
  if (standing !== 'new' && standing !== 'unchanged') return { id, outcome: standing }
  const project = await projectHere(tx, source, task.project)
  const columns = { ...definition(task), ...history(task, tx), name: await nameOf(tx, task, project), project }
  await writeTaskRow(tx, id, columns, standing === 'new')
  await replaceTags(tx, 'task', id, { tags, system_tags })
  await writeParams(tx, id, paramsOf(hyperparams), 'all')
  await writeConfigs(tx, id, configuration, 'all')
  const artifacts = task.execution?.artifacts ?? []
  await releaseFiles(tx, await deleteOtherArtifacts(tx, id, artifacts), { remove: true })
  await writeArtifacts(tx, id, artifacts, null)
  await replaceMetrics(tx, id, lastValues(metrics), metric_stats)
  if (task.attempts !== undefined) await replaceAttempts(tx, id, task.attempts)
  await dropFires(tx, 'task', id)
  await recordImported(tx, origin, { id, changed: columns.last_change })
  return { id, here: id, outcome: standing === 'new' ? 'created' : 'updated' }
}

/** The name that the task has on the other server. A run whose name another run has here gets the name of the pipeline with the next number, and keeps it when it is brought again. */
async function nameOf(tx: OperationTx, { id, name: given, numbered = false }: ImportedTask, project: string | null): Promise<string> {
  const name = cleanName(given)
  return numbered ? freeRunName(tx, project, { id, name }) : name
}

/** What the task runs. */
function definition(task: ImportedTask): Omit<DraftColumns, 'project' | 'name'> {
  const { artifacts: _, queue, ...execution } = task.execution ?? {}
  return {
    type: task.type,
    ...unsetColumns,
    ...columnsSetBy(task),
    parent: task.parent || null,
    queue: queue || null,
    script: json(task.script),
    execution: json(execution),
    output: json(task.output),
    models: json({ input: task.models?.input ?? [], output: task.models?.output ?? [] }),
    report: task.report ?? null,
    report_assets: task.report_assets === undefined ? null : json(task.report_assets),
  }
}

/** How long a task took that has ended, in seconds. */
function activeSeconds({ started, completed }: ImportedTask): number | null {
  return started === undefined || started === null || completed === undefined || completed === null || completed < started
    ? null
    : Math.floor((completed - started) / 1000)
}

/** What became of the task, by whom and when. */
function history(task: ImportedTask, { now, user }: OperationTx) {
  const owner = task.user ?? user.id
  const created = task.created ?? now()
  const updated = task.last_update ?? created
  return {
    user: owner,
    status: task.status,
    status_reason: task.status_reason ?? '',
    status_message: task.status_message ?? '',
    status_changed: task.status_changed ?? updated,
    created,
    started: task.started ?? null,
    completed: task.completed ?? null,
    published: task.published ?? null,
    active_duration: task.active_duration ?? activeSeconds(task),
    last_update: updated,
    last_change: task.last_change ?? updated,
    last_changed_by: task.last_changed_by ?? owner,
    last_worker: task.last_worker ?? null,
    last_worker_report: task.last_worker_report ?? null,
    last_iteration: task.last_iteration ?? 0,
  }
}
