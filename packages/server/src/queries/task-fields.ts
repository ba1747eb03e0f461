import type { Database } from '../db/schema.ts'
import { filteredColumns, taskDocuments } from '../db/task-columns.ts'
import { column, type Field, type FieldTable, type FieldType, inJson, joined, side, tags } from './field.ts'
import { defined } from '../defined.ts'

const columns: FieldTable = {
  ...Object.fromEntries(
    filteredColumns.map(({ name, path, kind, nullable = false, tasks, ordered }) => [
      path,
      { ...column(kind, name, nullable), ...(tasks === undefined ? {} : { tasks }), ...(ordered === undefined ? {} : { ordered }) },
    ]),
  ),
  'user.name': joined('user', 'user'),
  'project.name': joined('project', 'project'),
  tags: tags('task_tag', 'task', 'tags'),
  system_tags: tags('task_tag', 'task', 'system_tags'),
}

const metricParts: Readonly<Record<string, FieldType>> = {
  metric: 'text',
  variant: 'text',
  value: 'number',
  min_value: 'number',
  min_value_iteration: 'number',
  max_value: 'number',
  max_value_iteration: 'number',
  first_value: 'number',
  first_value_iteration: 'number',
  mean_value: 'number',
  count: 'number',
  x_axis_label: 'text',
}
/** The JSON columns whose keys are paths. `models` holds lists and has separate paths. */
const jsonColumns: readonly string[] = taskDocuments.filter((name) => name !== 'models')
const artifactParts: Readonly<Record<string, FieldType>> = {
  key: 'text',
  type: 'text',
  mode: 'text',
  uri: 'text',
  hash: 'text',
  content_size: 'number',
  timestamp: 'number',
}

const ofTask = (table: keyof Database, where: Readonly<Record<string, string>>, value: string, type?: FieldType) =>
  side({ table, owner: 'task', where, value }, type)

/** The lower-case text in which free text is searched for: id, name, comment, parent, repository and entry point. It is not a path of the wire. */
export const taskWords: Field = { path: '(words)', ...ofTask('task_words', {}, 'words') }

/** The field of a task's path; undefined if a task has no such path. */
export function taskField(path: string, parts: readonly string[]): Omit<Field, 'path'> | undefined {
  const fixed = Object.hasOwn(columns, path) ? columns[path] : undefined
  if (fixed !== undefined) return fixed
  const [head, first, second] = parts
  if (head === undefined || first === undefined) return undefined
  if (head === 'hyperparams') return second === undefined ? undefined : param(first, ...named(parts.slice(2)))
  if (head === 'configuration') return config(...named(parts.slice(1)))
  if (head === 'last_metrics') return metric(parts)
  if (head === 'execution' && first === 'artifacts') return artifact(parts)
  if (head === 'models') return second === undefined || !['input', 'output'].includes(first) ? undefined : models(first, second)
  if (jsonColumns.includes(head)) return job(inJson(head, parts.slice(1)))
  return undefined
}

/** Splits the rest of a path into a name and the part that is requested. The name may hold dots that were not escaped. */
function named(parts: readonly string[]): [string, string] {
  const part = defined(parts.at(-1))
  const known = parts.length > 1 && ['value', 'type', 'description', 'name', 'section'].includes(part)
  return [(known ? parts.slice(0, -1) : parts).join('.'), known ? part : 'value']
}
function param(section: string, name: string, part: string): Omit<Field, 'path'> {
  const found = ofTask('task_param', { section, name }, part)
  return part === 'value' ? { ...found, long: true, source: { ...found.source, num: 'num' } } : found
}
function config(name: string, part: string): Omit<Field, 'path'> | undefined {
  return part === 'section' ? undefined : ofTask('task_config', { name }, part)
}
/** The field of `last_metrics.<metric>.<variant>.<part>`, of tasks and models. */
export function metric([, metric_hash, variant_hash, part]: readonly string[]): Omit<Field, 'path'> | undefined {
  const type = metricParts[part ?? 'value']
  if (metric_hash === undefined || variant_hash === undefined || type === undefined) return undefined
  return ofTask('task_metric', { metric_hash, variant_hash }, part ?? 'value', type)
}
function artifact(parts: readonly string[]): Omit<Field, 'path'> | undefined {
  const part = defined(parts.at(-1))
  const known = parts.length > 3 && part in artifactParts
  const key = parts.slice(2, known ? -1 : undefined).join('.')
  return key === ''
    ? undefined
    : { ...ofTask('task_artifact', { key }, known ? part : 'uri', known ? defined(artifactParts[part]) : 'text'), many: true }
}
function models(list: string, key: string): Omit<Field, 'path'> {
  return { type: 'text', many: true, source: { from: 'items', column: 'models', list, key } }
}
/** Marks the one indexed JSON path: the hash by which a controller searches all tasks for a cached step. */
function job(field: Omit<Field, 'path'>): Omit<Field, 'path'> {
  const { source } = field
  const indexed = source.from === 'json' && source.column === 'runtime' && source.keys.join('.') === 'pipeline_job_hash'
  return indexed ? { ...field, source: { ...source, indexed: true } } : field
}
