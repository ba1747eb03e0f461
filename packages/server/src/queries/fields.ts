import { column, type Entity, type Field, type FieldTable, inJson, joined, tags } from './field.ts'
import { splitPath } from '../db/sql/field-path.ts'
import { newerPath } from '../db/sql/newer-path.ts'
import { metric, taskField } from './task-fields.ts'
import { defined } from '../defined.ts'

const common = {
  id: column('text', 'id'),
  company: column('text', 'company'),
  user: column('text', 'user'),
  name: column('text', 'name'),
  created: column('time', 'created'),
  last_update: column('time', 'last_update'),
} as const satisfies FieldTable

const projectFields: FieldTable = {
  ...common,
  name: { ...common.name, projectNames: true },
  basename: column('text', 'basename'),
  parent: column('text', 'parent', true),
  description: column('text', 'description'),
  default_output_destination: column('text', 'default_output_destination', true),
  tags: tags('project_tag', 'project', 'tags'),
  system_tags: tags('project_tag', 'project', 'system_tags'),
}
const modelFields: FieldTable = {
  ...common,
  'user.name': joined('user', 'user'),
  project: column('text', 'project', true),
  'project.name': joined('project', 'project'),
  task: { ...column('text', 'task', true), tasks: true },
  'task.name': joined('task', 'task'),
  'parent.name': joined('model', 'parent'),
  parent: column('text', 'parent', true),
  comment: column('text', 'comment'),
  uri: { ...column('text', 'uri'), long: true },
  framework: column('text', 'framework'),
  ready: column('flag', 'ready'),
  last_change: column('time', 'last_change'),
  last_iteration: column('number', 'last_iteration'),
  tags: tags('model_tag', 'model', 'tags'),
  system_tags: tags('model_tag', 'model', 'system_tags'),
}
const queueFields: FieldTable = {
  ...common,
  display_name: column('text', 'display_name', true),
  tags: tags('queue_tag', 'queue', 'tags'),
  system_tags: tags('queue_tag', 'queue', 'system_tags'),
}

/** The field of a path, by which rows can be filtered and sorted. Undefined if the entity has no such path. */
export function fieldOf(entity: Entity, given: string): Field | undefined {
  const path = entity === 'task' ? newerPath(given) : given
  const parts = splitPath(path)
  const found = lookUp(entity, path, parts)
  return found === undefined ? undefined : { path, ...found }
}

function lookUp(entity: Entity, path: string, parts: readonly string[]): Omit<Field, 'path'> | undefined {
  switch (entity) {
    case 'task':
      return taskField(path, parts)
    case 'project':
      return own(projectFields, path)
    case 'model':
      return own(modelFields, path) ?? modelPart(parts)
    case 'queue':
      return own(queueFields, path) ?? (parts[0] === 'metadata' ? metadata(parts) : undefined)
  }
}

function modelPart(parts: readonly string[]): Omit<Field, 'path'> | undefined {
  if (parts[0] === 'metadata') return metadata(parts)
  return parts[0] === 'last_metrics' ? metric(parts) : inColumn(['design', 'labels'], parts)
}

const own = (table: FieldTable, path: string) => (Object.hasOwn(table, path) ? table[path] : undefined)

/** `metadata.<key>` stands for `metadata.<key>.value`. */
function metadata(parts: readonly string[]): Omit<Field, 'path'> | undefined {
  const part = defined(parts.at(-1))
  const known = parts.length > 2 && ['key', 'type', 'value'].includes(part)
  const key = parts.slice(1, known ? -1 : undefined).join('.')
  return key === '' ? undefined : inJson('metadata', [key, known ? part : 'value'])
}
function inColumn(columns: readonly string[], [head, ...keys]: readonly string[]): Omit<Field, 'path'> | undefined {
  return head !== undefined && columns.includes(head) && keys.length > 0 ? inJson(head, keys) : undefined
}
