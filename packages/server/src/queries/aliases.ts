import type { ReadConnection } from '../scope.ts'
import { sql } from 'kysely'
import { dialectOf } from '../db/dialect.ts'
import { inList } from '../db/in-list.ts'
import type { Predicate } from './predicate.ts'
import { leavesOf, replaceLeaves } from './walk.ts'

export interface Resolved {
  readonly predicate: Predicate
  /** The ids that stand for a row besides its own. */
  readonly aliases: ReadonlyMap<string, readonly string[]>
}

/** A task may be asked for by the id of a step that was matched with it: every filter by task then means that task too. */
export async function resolveAliases(db: ReadConnection, company: string, predicate: Predicate): Promise<Resolved> {
  const asked = new Set(leavesOf(predicate).flatMap((leaf) => (leaf.is === 'in' && leaf.field.tasks ? leaf.values.map(String) : [])))
  const found = asked.size === 0 ? [] : await findAliases(db, company, [...asked])
  if (found.length === 0) return { predicate, aliases: new Map() }
  const taskOf = new Map(found.map(({ alias, task }) => [alias, task]))
  const aliases = new Map<string, string[]>()
  for (const { alias, task } of found) aliases.set(task, [...(aliases.get(task) ?? []), alias])
  return {
    aliases,
    predicate: replaceLeaves(predicate, (leaf) =>
      leaf.is === 'in' && leaf.field.tasks
        ? { ...leaf, values: [...new Set(leaf.values.flatMap((value) => [value, taskOf.get(String(value)) ?? value]))] }
        : leaf,
    ),
  }
}

async function findAliases(
  db: ReadConnection,
  company: string,
  ids: readonly string[],
): Promise<readonly { alias: string; task: string }[]> {
  const { rows } = await sql<{
    alias: string
    task: string
  }>`select alias, task from task_alias where ${inList(sql.ref('alias'), ids, dialectOf(db))} and company = ${company}`.execute(db)
  return rows
}
