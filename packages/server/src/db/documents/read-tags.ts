import { sql } from 'kysely'
import type { Reader } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'
import type { TagKind } from '../schema.ts'
import type { Projection } from './projection.ts'

type TaggedRow = 'task' | 'project' | 'queue' | 'model'

export interface Tags {
  readonly tags: readonly string[]
  readonly system_tags: readonly string[]
}

/** The tags of rows, if a request selects one of their kinds. */
export async function readWantedTags(
  reader: Pick<Reader, 'db'>,
  owner: TaggedRow,
  ids: readonly string[],
  { wants }: Pick<Projection, 'wants'>,
): Promise<((id: string) => Tags) | undefined> {
  return ids.length > 0 && (wants('tags') || wants('system_tags')) ? readTags(reader, owner, ids) : undefined
}

/** Both kinds of tags of several rows, sorted. */
export async function readTags({ db }: Pick<Reader, 'db'>, owner: TaggedRow, ids: readonly string[]): Promise<(id: string) => Tags> {
  const { rows } = await sql<{ owner: string; kind: TagKind; tag: string }>`
    select ${sql.ref(owner)} as owner, kind, tag from ${sql.table(`${owner}_tag`)} where ${inList(sql.ref(owner), ids, dialectOf(db))} order by kind, tag`.execute(
    db,
  )
  const found = new Map<string, { tags: string[]; system_tags: string[] }>()
  for (const { owner: id, kind, tag } of rows) {
    const tags = found.get(id) ?? { tags: [], system_tags: [] }
    tags[kind].push(tag)
    found.set(id, tags)
  }
  return (id) => found.get(id) ?? { tags: [], system_tags: [] }
}
