import type { Connection } from '@clearway/contract'
import type { Api } from '@clearway/sdk/client'
import type { Observer } from './dump.ts'

/** What a task is, without what lies behind it: where its files are, and whether something runs. */
export async function wholeTask(api: Api, task: string) {
  const { task: document } = await api.tasks.get_by_id({ task })
  const { project, execution, ...rest } = document
  const artifacts = (execution?.artifacts ?? []).map(({ uri, ...artifact }) => ({ ...artifact, uri: uri?.replace(/^http:..[^/]+/, '') }))
  const events = await api.events.get_task_events({ task, batch_size: 10_000 })
  const shown = events.events.map(({ seq: _, url, ...event }) => ({ ...event, url: String(url).replace(/^http:..[^/]+/, '') }))
  const { name } = (await api.projects.get_by_id({ project: String(project) })).project
  return { ...rest, artifacts, project: name, events: shown }
}

/** Columns that differ from import to import: counters, and ids and times that are made here. */
const varying: Readonly<Record<string, readonly string[]>> = {
  task: ['rev', 'queue'],
  model: ['rev'],
  project: ['rev'],
  // The project is that of the task when the file came; the import brings files before their tasks.
  file: ['blob', 'created', 'project'],
}

/** The tables that an import fills, besides those of the telemetry. */
const filled = [
  'task',
  'task_tag',
  'task_param',
  'task_config',
  'task_artifact',
  'task_metric',
  'task_metric_stat',
  'model',
  'model_tag',
  'project',
  'imported_row',
  'file',
]

/** What an import has written, by table, in a form that is the same for each import of the same rows. */
export async function importedRows(
  { rows }: Observer,
  { url }: Pick<Connection, 'url'>,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const tables: Record<string, readonly string[]> = {}
  for (const table of filled) tables[table] = (await rows(`select * from ${table}`)).map((row) => comparable(table, row, url)).toSorted()
  return tables
}

function comparable(table: string, row: Readonly<Record<string, unknown>>, url: string): string {
  const kept = Object.entries(row).filter(([column]) => varying[table]?.includes(column) !== true)
  return JSON.stringify(Object.fromEntries(kept)).replaceAll(url, 'http://server')
}
