import { type RawBuilder, sql, type SqlBool } from 'kysely'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'
import { rowBatches } from '../sql/row-batches.ts'
import { ActionError } from '../../errors.ts'
import type { Reader, Tx } from '../../scope.ts'
import type { TagKind } from '../schema.ts'

const tables = { task: 'task_tag', project: 'project_tag', queue: 'queue_tag', model: 'model_tag' } as const
export type Tagged = keyof typeof tables

/** Replaces the kinds of tags that are given. Tags of the other kind stay. */
export async function replaceTags(
  { db, company }: Tx,
  owner: Tagged,
  id: string,
  tags: Readonly<Partial<Record<TagKind, readonly string[] | undefined>>>,
): Promise<void> {
  for (const [kind, values] of Object.entries(tags) as [TagKind, readonly string[] | undefined][]) {
    if (values === undefined) continue
    const wanted = storableTags(kind, values)
    let others = db.deleteFrom(tables[owner]).where(sql.ref(owner), '=', id).where('kind', '=', kind)
    if (wanted.length > 0) others = others.where('tag', 'not in', wanted)
    await others.execute()
    // Tags that stay are not added again: triggers wait for tags that are added.
    if (wanted.length > 0)
      await db
        .insertInto(tables[owner])
        .values(wanted.map((tag) => ({ [owner]: id, company, kind, tag })))
        .onConflict((conflict) => conflict.doNothing())
        .execute()
  }
}

/** Refuses tags that filters of lists read as operators, such as `__$all`: nobody would find them. Source: ClearML server 2.3.0. */
function storableTags(kind: TagKind, values: readonly string[]): string[] {
  const tags = cleanTags(values)
  const operator = tags.find((tag) => tag.startsWith('__$'))
  if (operator === undefined) return tags
  const message = `must not hold ${operator}: what begins with __$ is an operator of filters`
  throw new ActionError('invalid_request', { field: kind, reason: message, problems: [{ field: kind, message }] })
}

function cleanTags(tags: readonly string[]): string[] {
  return [...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ''))]
}

/** Adds tags to rows and removes others. */
export async function changeTags(
  { db, company }: Tx,
  owner: Tagged,
  ids: readonly string[],
  { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
): Promise<void> {
  const kind: TagKind = 'tags'
  const [added, removed] = [storableTags(kind, add), cleanTags(remove)] as const
  if (removed.length > 0)
    await db
      .deleteFrom(tables[owner])
      .where(inList(sql.ref(owner), ids, dialectOf(db)))
      .where('kind', '=', kind)
      .where('tag', 'in', removed)
      .execute()
  const rows = ids.flatMap((id) => added.map((tag) => ({ [owner]: id, company, kind, tag })))
  for (const batch of rowBatches(rows))
    await db
      .insertInto(tables[owner])
      .values(batch)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
}

/** Adds or removes a system tag. */
export async function setSystemTag(
  { db, company }: Tx,
  owner: Tagged,
  id: string,
  { tag, present }: { readonly tag: string; readonly present: boolean },
): Promise<void> {
  const kind = 'system_tags'
  if (present)
    await db
      .insertInto(tables[owner])
      .values({ [owner]: id, company, kind, tag })
      .onConflict((c) => c.doNothing())
      .execute()
  else await db.deleteFrom(tables[owner]).where(sql.ref(owner), '=', id).where('kind', '=', kind).where('tag', '=', tag).execute()
}

/** The condition that the task whose id is in a column has a system tag. */
export function isTagged(column: string, tag: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`exists (select 1 from task_tag g where g.task = ${sql.ref(column)} and g.kind = 'system_tags' and g.tag = ${tag})`
}

export async function hasSystemTag({ db }: Reader, task: string, tag: string): Promise<boolean> {
  const row = await db
    .selectFrom('task_tag')
    .select('tag')
    .where('task', '=', task)
    .where('kind', '=', 'system_tags')
    .where('tag', '=', tag)
    .executeTakeFirst()
  return row !== undefined
}

/** Those of the rows that have a system tag. */
export async function taggedAmong({ db }: Reader, owner: Tagged, ids: readonly string[], tag: string): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select ${sql.ref(owner)} as id from ${sql.table(tables[owner])}
    where ${inList(sql.ref(owner), ids, dialectOf(db))} and kind = 'system_tags' and tag = ${tag}`.execute(db)
  return new Set(rows.map(({ id }) => id))
}
