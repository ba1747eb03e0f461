import type { Reader } from '../../scope.ts'
import { ActionError } from '../../errors.ts'
import { readRows } from '../documents/read-rows.ts'
import { findAliases } from './task-aliases.ts'

export interface FoundTask {
  /** The id that was asked for: the task's own, or an alias. */
  readonly asked: string
  readonly id: string
  readonly name: string
  readonly company: string
}
type Row = Omit<FoundTask, 'asked'>

/** Tasks by their ids or by aliases, in the order of `ids`; those that are not there are left out. */
export async function foundTasks(reader: Reader, ids: readonly string[]): Promise<readonly FoundTask[]> {
  const asked = [...new Set(ids)]
  const own = new Map((await readTasks(reader, asked)).map((row) => [row.id, row]))
  const missing = asked.filter((id) => !own.has(id))
  const aliases = new Map((await findAliases(reader, missing)).map(({ alias, task }) => [alias, task]))
  const behind = aliases.size === 0 ? [] : await readTasks(reader, [...new Set(aliases.values())])
  const all = new Map([...own, ...behind.map((row) => [row.id, row] as const)])
  return asked.flatMap((id) => {
    const row = all.get(aliases.get(id) ?? id)
    return row === undefined ? [] : [{ ...row, asked: id }]
  })
}

/** Tasks by their ids or by aliases, in the order of `ids`. Refuses an id that no task has. */
export async function findTasks(reader: Reader, ids: readonly string[]): Promise<readonly FoundTask[]> {
  const found = await foundTasks(reader, ids)
  const known = new Set(found.map(({ asked }) => asked))
  const missing = ids.find((id) => !known.has(id))
  if (missing !== undefined) throw new ActionError('task_not_found', { task: missing })
  return found
}

function readTasks(reader: Reader, ids: readonly string[]): Promise<readonly Row[]> {
  return readRows<Row>(reader, 'task', ['id', 'name', 'company'], ids)
}
