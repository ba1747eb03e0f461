import { sql } from 'kysely'
import type { Reader } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'
import { visibleTo } from '../sql/visible.ts'

type Named = 'project' | 'user' | 'company' | 'task' | 'queue' | 'model'

export interface Reference {
  readonly id: string
  readonly name?: string
}

/** Turns ids into `{ id, name }`. Where the row is missing or not visible, only the id is returned. */
export async function readNames(
  { db, company }: Reader,
  table: Named,
  ids: readonly (string | null | undefined)[],
): Promise<(id: string) => Reference> {
  const wanted = [...new Set(ids.filter((id) => typeof id === 'string' && id !== ''))] as string[]
  if (wanted.length === 0) return (id) => ({ id })
  const seen = table === 'company' ? sql`1 = 1` : visibleTo(company)
  const { rows } = await sql<{
    id: string
    name: string
  }>`select id, name from ${sql.table(table)} where ${inList(sql.ref('id'), wanted, dialectOf(db))} and ${seen}`.execute(db)
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  return (id) => {
    const name = names.get(id)
    return name === undefined ? { id } : { id, name }
  }
}

/**
 * Shows references of documents as `{ id, name }`; the company of a public row, which is empty, as `{ id: '' }`, by which pages know such a row. `tables`:
 * the table of the row that each field names.
 */
export async function joinNames<D extends object>(
  scope: Reader,
  documents: readonly D[],
  tables: Readonly<Record<string, Named>>,
): Promise<readonly D[]> {
  const idOf = (document: D, field: string) => (document as Readonly<Record<string, string | null | undefined>>)[field]
  let joined = documents
  for (const [field, table] of Object.entries(tables)) {
    const name = await readNames(
      scope,
      table,
      documents.map((document) => idOf(document, field)),
    )
    joined = joined.map((document) => {
      const id = idOf(document, field)
      return typeof id === 'string' ? { ...document, [field]: name(id) } : document
    })
  }
  return joined
}
