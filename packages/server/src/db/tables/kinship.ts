import { sql } from 'kysely'
import type { Reader, Tx } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'
import type { TaskTable } from '../task-columns.ts'
import { visibleTo } from '../sql/visible.ts'

/** How many levels of relatives are searched: each level costs one statement. */
const deepest = 100

type Links = Pick<TaskTable, 'id' | 'parent' | 'maker' | 'status'>

/** Those of the ids that are `task` itself or its descendants, by parent or by maker (the task whose attempt made a row). */
export async function selfAndDescendantsAmong(reader: Reader, task: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const below = new Map<string, string[]>()
  const seen = new Set([task])
  let level = unseen(ids, seen)
  for (let depth = 0; depth < deepest && level.length > 0; depth += 1) {
    const rows = await readLinks(reader, level)
    for (const { id, parent, maker } of rows) for (const above of [parent, maker]) if (above !== null) append(below, above, id)
    level = unseen(
      rows.flatMap(({ parent, maker }) => [parent, maker].filter((above) => above !== null)),
      seen,
    )
  }
  const kin = new Set([task])
  for (const id of kin) for (const child of below.get(id) ?? []) kin.add(child)
  return new Set(ids.filter((id) => kin.has(id)))
}

/**
 * The running tasks that launched this one, directly or indirectly. The maker counts before the parent, because an attempt chooses the parent of what
 * it makes.
 */
export async function runningLaunchersOf(reader: Reader, task: string): Promise<ReadonlySet<string>> {
  const launchers = new Set<string>()
  const seen = new Set([task])
  let next: string | null = task
  for (let depth = 0; depth < deepest && next !== null; depth += 1) {
    const [row]: Links[] = await readLinks(reader, [next])
    if (row?.status === 'in_progress' && row.id !== task) launchers.add(row.id)
    next = row === undefined ? null : (row.maker ?? row.parent)
    if (next !== null && seen.has(next)) break
    if (next !== null) seen.add(next)
  }
  return launchers
}

/** The ids that are not in `seen`, each once; adds them to `seen`. */
function unseen(ids: readonly string[], seen: Set<string>): string[] {
  return ids.filter((id) => {
    const isNew = !seen.has(id)
    seen.add(id)
    return isNew
  })
}

async function readLinks({ db, company }: Reader, ids: readonly string[]): Promise<Links[]> {
  return db
    .selectFrom('task')
    .select(['id', 'parent', 'maker', 'status'])
    .where(inList(sql.ref('id'), ids, dialectOf(db)))
    .where(visibleTo(company))
    .execute()
}

function append(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}

/** Makes what a deleted task had made belong to the task that made it, else to its parent. */
export async function reassignMadeRows({ db }: Tx, { id, maker, parent }: Pick<TaskTable, 'id' | 'maker' | 'parent'>): Promise<void> {
  const heir = maker ?? parent
  for (const table of ['task', 'model', 'project', 'file'] as const)
    await db.updateTable(table).set({ maker: heir }).where('maker', '=', id).execute()
  // The files below the deleted task's folder that a user stored go to the same task, so that they are deleted with it.
  if (heir !== null) await db.updateTable('file').set({ maker: heir }).where('task', '=', id).where('maker', 'is', null).execute()
}
