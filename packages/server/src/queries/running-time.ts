import { sql } from 'kysely'
import { firstStart } from '../db/sql/first-start.ts'
import { defined } from '../defined.ts'
import { fieldOf } from './fields.ts'
import type { OrderKey } from './order-key.ts'
import { all, any, not, type Predicate } from './predicate.ts'
import { columnOf, type Sql, type Target } from './sql-value.ts'

/** The path by which tasks are ordered as lists show how long they took: what has not ended by how long it has taken so far. No document has it. */
export const runningTimePath = 'running_time'

/** The key of `running_time` at a time. Of tasks that have ended, an index gives the order. */
export function runningTimeKey(descending: boolean, now: number): OrderKey {
  const soFar = (): Sql => sql`cast((${now} - coalesce(${firstStart('task')}, started)) / 1000 as bigint)`
  const value = (target: Target): Sql => {
    const taken = columnOf(target, 'active_duration')
    if (target.goingOn !== undefined) return target.goingOn ? soFar() : taken
    return sql`case when status = 'in_progress' or status = 'queued' and type = 'controller' then ${soFar()} else ${taken} end`
  }
  return { field: { ...defined(fieldOf('task', 'active_duration')), path: runningTimePath }, descending, value }
}

/** The tasks whose time goes on: those that run, and runs that wait in a queue to go on. */
const goesOn: Predicate = all([
  // The index of statuses finds these.
  isOneOf('status', 'in_progress', 'queued'),
  any([isOneOf('status', 'in_progress'), isOneOf('type', 'controller')]),
])

function isOneOf(path: string, ...values: readonly string[]): Predicate {
  return { is: 'in', field: defined(fieldOf('task', path)), values }
}

/** The lists that are merged into one: where time goes on, and where it does not, each has an order of its own. */
export function timedParts(target: Target, predicate: Predicate): readonly { readonly target: Target; readonly predicate: Predicate }[] {
  return [
    { target: { ...target, goingOn: true }, predicate: all([predicate, goesOn]) },
    { target: { ...target, goingOn: false }, predicate: all([predicate, not(goesOn)]) },
  ]
}
