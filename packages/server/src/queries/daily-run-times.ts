import { type RawBuilder, sql } from 'kysely'
import { dialectOf } from '../db/connection/dialect.ts'
import { inList } from '../db/sql/in-list.ts'
import type { Clock, Reader } from '../scope.ts'

/** Whole days of one time zone; in milliseconds since the epoch. `until` is the end of the last day. */
export interface Days {
  readonly from: number
  readonly until: number
}

export const dayMillis = 86_400_000

/** How long the tasks of one project, queue and user ran that began and ended on the same days. Days are counted from the beginning of the period. */
export interface RunTimes {
  readonly project: string | null
  readonly queue: string | null
  readonly user: string
  readonly first: number
  readonly last: number
  readonly tasks: number
  /** The sum of the times of the first day that passed before the tasks began, in milliseconds. */
  readonly before: number
  /** The sum of the times of the last day that passed until they ended, in milliseconds. */
  readonly ended: number
}

export interface RunTimesFilter {
  readonly projects: readonly string[]
  readonly days: Days
  /** Counts tasks that a person ran outside of queues as well. */
  readonly includeDevelopment: boolean
}

const notCountedTags = ['dataset', 'reports', 'hidden']
const notCountedTypes = ['dataset_import', 'annotation', 'annotation_manual', 'report', 'controller']

/**
 * How long the tasks of projects ran within a period: one statement, whose rows are few because it groups tasks by the days of their beginning and end.
 * What is left out. Source: ClearML server 2.3.0.
 */
export async function runTimes(
  { db, company, now }: Reader & Pick<Clock, 'now'>,
  { projects, days: { from, until }, includeDevelopment }: RunTimesFilter,
): Promise<RunTimes[]> {
  const dialect = dialectOf(db)
  const tags = [...notCountedTags, ...(includeDevelopment ? [] : ['development'])]
  // The completion of an earlier run, which a failure leaves, does not count.
  const ended = sql`case when status = 'in_progress' then ${lit(now())} when completed >= started then completed else status_changed end`
  const { rows } = await sql<Record<keyof RunTimes, string | null>>`
    select project, queue, "user", (begins - ${lit(from)}) / ${lit(dayMillis)} as first, (ends - ${lit(from)}) / ${lit(dayMillis)} as last,
      count(*) as tasks, sum((begins - ${lit(from)}) % ${lit(dayMillis)}) as before, sum((ends - ${lit(from)}) % ${lit(dayMillis)}) as ended
    from (
      select project, queue, "user", case when started < ${lit(from)} then ${lit(from)} else started end as begins,
        case when ended > ${lit(until)} then ${lit(until)} else ended end as ends
      from (
        select id, project, queue, "user", started, ${ended} as ended from task
        where company in (${company}, '') and ${inList(sql.ref('project'), projects, dialect)} and started < ${lit(until)}
          and not ${inList(sql.ref('type'), notCountedTypes, dialect)}
          ${includeDevelopment ? sql`` : sql`and queue is not null`}
      ) as ran
      where ended > ${lit(from)} and ended > started and not exists (
        select 1 from task_tag g where g.task = ran.id and g.kind = 'system_tags' and ${inList(sql.ref('g.tag'), tags, dialect)})
    ) as within
    group by 1, 2, 3, 4, 5`.execute(db)
  return rows.map(({ project, queue, user, ...figures }) => ({
    project,
    queue,
    user: user ?? '',
    first: Number(figures.first),
    last: Number(figures.last),
    tasks: Number(figures.tasks),
    before: Number(figures.before),
    ended: Number(figures.ended),
  }))
}

/** Written into the statement, because SQLite binds every number as a double. */
const lit = (millis: number): RawBuilder<number> => sql.lit(Math.trunc(millis))

/** Adds the milliseconds for which the tasks ran on each day, times a weight, to `sums`. */
export function addDaily(sums: number[], { first, last, tasks, before, ended }: RunTimes, weight: number): void {
  const add = (day: number, millis: number) => {
    // Tasks that end with the last day of the period end at the beginning of a day after it.
    if (day < sums.length) sums[day] = (sums[day] ?? 0) + millis * weight
  }
  for (let day = first; day < last; day += 1) add(day, tasks * dayMillis)
  add(last, ended)
  add(first, -before)
}
