import { Project } from '@clearway/contract'
import type { Reader } from '../../scope.ts'
import { isoTime } from '../sql/iso-time.ts'
import type { ProjectTable } from '../schema.ts'
import { projection } from './projection.ts'
import { joinNames } from './read-names.ts'
import { idsOf, present, readRows } from './read-rows.ts'
import { readWantedTags } from './read-tags.ts'

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
  const wanted = projection(onlyFields, Project)
  const rows = await readRows<Row>(scope, 'project', columns, ids)
  const tags = await readWantedTags(scope, 'project', idsOf(rows), wanted)
  const documents = rows.map((row) => ({
    ...present(row),
    created: isoTime(row.created),
    last_update: isoTime(row.last_update),
    ...tags?.(row.id),
  }))
  const named = joined ? await joinNames(scope, documents, { user: 'user', company: 'company', parent: 'project' }) : documents
  return named.map((document) => wanted.apply(document) as Project)
}
