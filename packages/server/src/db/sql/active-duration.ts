import { type RawBuilder, sql } from 'kysely'
import { firstStart } from './first-start.ts'

/**
 * How long the task that a statement updates has been active at a time, in seconds: since it started, of a run since its first start. A task that has not
 * started keeps what it has. SQLite binds every number as a double, so the quotient has to be cut to an integer.
 */
export function activeDuration(at: number | RawBuilder<number>): RawBuilder<number | null> {
  return sql`case when started is null then active_duration when ${at} < started then 0
    else cast((${at} - coalesce(${firstStart('task')}, started)) / 1000 as integer) end`
}
