import type { ReadConnection } from '../scope.ts'
import { findAliases } from '../db/tables/task-aliases.ts'
import type { Predicate } from './predicate.ts'
import { leavesOf, replaceLeaves } from './walk.ts'

export interface Resolved {
  readonly predicate: Predicate
  /** The aliases of each row that has any. */
  readonly aliases: ReadonlyMap<string, readonly string[]>
}

/**
 * Adds aliases to a filter: a task may be requested by the id of a step that was matched with it, so every filter by task then means that task too.
 */
export async function resolveAliases(db: ReadConnection, company: string, predicate: Predicate): Promise<Resolved> {
  const asked = new Set(leavesOf(predicate).flatMap((leaf) => (leaf.is === 'in' && leaf.field.tasks ? leaf.values.map(String) : [])))
  const found = asked.size === 0 ? [] : await findAliases({ db, company }, [...asked])
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
