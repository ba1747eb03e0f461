import type { Schedule, ScheduleFire, Start } from '@clearway/contract'
import { isoTime } from '../db/sql/iso-time.ts'
import { parse } from '../db/sql/json.ts'
import { readFires } from '../db/tables/schedules.ts'
import type { Reader } from '../scope.ts'
import type { ScheduleRow } from './fire.ts'
import { originalsOf } from './original.ts'
import { dueTimes, type Timing } from './timing.ts'

/** How many due times and fires are shown. */
export interface ScheduleView {
  readonly next: number
  readonly fires: number
}

/** Schedules as the wire shows them, each with its last fires. */
export async function scheduleDocuments(reader: Reader, rows: readonly ScheduleRow[], view: ScheduleView): Promise<Schedule[]> {
  const shown = rows.map((row) => ({ row, timing: parse<Timing>(row.timing), start: parse<Start>(row.start) }))
  const original = await originalsOf(
    reader,
    shown.map(({ start }) => start),
  )
  const fires = await readFires(
    reader,
    rows.map(({ id }) => id),
    view.fires,
  )
  const bySchedule = Map.groupBy(fires, ({ schedule }) => schedule)
  return shown.map(({ row, timing, start }) => ({
    id: row.id,
    name: row.name,
    enabled: row.enabled === 1,
    ...timingFields(timing),
    missed: row.missed,
    catch_up: row.catch_up,
    overlap: row.overlap,
    start,
    ...original(start),
    user: row.user,
    created: isoTime(row.created),
    last_update: isoTime(row.last_update),
    next: nextTimes(timing, row.next_due, view.next),
    fires: (bySchedule.get(row.id) ?? []).map(fireDocument),
  }))
}

/** The next due times, from the stored one on. */
export function nextTimes(timing: Timing, next: number | null, most: number): string[] {
  if (next === null || most === 0) return []
  return [next, ...dueTimes(timing, { after: next, until: Number.POSITIVE_INFINITY, most: most - 1 })].map(isoTime)
}

function timingFields(timing: Timing): Pick<Schedule, 'cron' | 'time_zone' | 'every_seconds' | 'from' | 'at'> {
  if (timing.kind === 'cron') return { cron: timing.cron, time_zone: timing.timeZone }
  if (timing.kind === 'interval') return { every_seconds: timing.everySeconds, from: isoTime(timing.from) }
  return { at: isoTime(timing.at) }
}

type FireRow = Awaited<ReturnType<typeof readFires>>[number]

export function fireDocument({ due, fired, outcome, manual, passed_over, task, reason, name, status }: FireRow): ScheduleFire {
  return {
    due: isoTime(due),
    fired: isoTime(fired),
    outcome,
    manual: manual === 1,
    passed_over,
    ...(task === null ? {} : { task: { id: task, ...(name === null ? {} : { name }), ...(status === null ? {} : { status }) } }),
    ...(reason === '' ? {} : { reason }),
  }
}
