import { sql } from 'kysely'
import type { Reader } from '../../scope.ts'
import { byteSize } from '../sql/byte-size.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'
import { taskDocuments } from '../task-columns.ts'
import { taskProjection } from './task-projection.ts'
import { readRows } from './read-rows.ts'

/** The size in bytes of the requested long parts of each task, by which the caller limits how many tasks it reads at once. */
export async function taskSizes(scope: Reader, ids: readonly string[], onlyFields?: unknown): Promise<ReadonlyMap<string, number>> {
  const { wants } = taskProjection(onlyFields)
  const dialect = dialectOf(scope.db)
  const sizes = new Map<string, number>()
  const parts: string[] = taskDocuments.filter((name) => wants(name === 'script' ? 'script.diff' : name))
  if (parts.length > 0) {
    const sum = sql.join(
      [...parts.map((name) => byteSize(sql.ref(name), dialect)), ...(wants('report') ? [byteSize(sql.ref('report'), dialect)] : [])],
      sql` + `,
    )
    for (const { id, bytes } of await readRows<{ id: string; bytes: number }>(scope, 'task', ['id', sql`${sum} as bytes`], ids))
      sizes.set(id, bytes)
  }
  for (const [path, table] of [
    ['hyperparams', 'task_param'],
    ['configuration', 'task_config'],
  ] as const) {
    if (!wants(path) || ids.length === 0) continue
    const owner = sql.ref('task')
    const { rows } = await sql<{ task: string; bytes: number }>`
      select task, cast(sum(${byteSize(sql.ref('value'), dialect)}) as bigint) as bytes
      from ${sql.table(table)} where ${inList(owner, ids, dialect)} group by task`.execute(scope.db)
    for (const { task, bytes } of rows) sizes.set(task, (sizes.get(task) ?? 0) + bytes)
  }
  return sizes
}
