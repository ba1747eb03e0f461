import { Project } from '@clearway/contract'
import { sql } from 'kysely'
import type { Reader } from '../../scope.ts'
import { isoTime } from '../sql/iso-time.ts'
import type { ProjectTable } from '../schema.ts'
import { projection } from './projection.ts'
import { joinNames } from './read-names.ts'
import { present, readRows } from './read-rows.ts'
import { readTags } from './read-tags.ts'

const columns = [
  'id',
  'name',
  'basename',
  'description',
  'user',
  'company',
  'created',
  'last_update',
  'default_output_destination',
  'parent',
] as const
type Row = Pick<ProjectTable, (typeof columns)[number]>

/** Projects as the wire shows them, in the order of `ids`. `joined`: user, company and parent are shown as `{ id, name }`. */
export async function readProjectDocuments(
  scope: Reader,
  ids: readonly string[],
  onlyFields?: unknown,
  { joined = false }: { readonly joined?: boolean } = {},
): Promise<Project[]> {
  const { wants, apply } = projection(onlyFields, Project)
  const rows = await readRows<Row>(
    scope,
    'project',
    columns.map((name) => sql.ref(name)),
    ids,
  )
  const tags = rows.length > 0 && (wants('tags') || wants('system_tags')) ? await readTags(scope, 'project', ids) : undefined
  const documents = rows.map((row) => ({
    ...present(row),
    created: isoTime(row.created),
    last_update: isoTime(row.last_update),
    ...tags?.(row.id),
  }))
  const named = joined ? await joinNames(scope, documents, { user: 'user', company: 'company', parent: 'project' }) : documents
  return named.map((document) => apply(document) as Project)
}
