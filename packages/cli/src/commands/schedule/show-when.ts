import type { Schedule } from '@clearway/contract'
import type { Look } from '../../look.ts'
import { duration, timeOf } from '../../show/duration.ts'

/** When a schedule is due, in words. */
export function whenText({ cron, time_zone, every_seconds, at }: Schedule): string {
  if (cron !== undefined) return `${cron}  (${time_zone ?? 'UTC'})`
  if (every_seconds !== undefined) return `every ${duration(every_seconds * 1000)}`
  return at === undefined ? '' : `once, at ${localTime(at)}`
}

/** A time in a zone, by default that of this machine: `Mon 2027-01-04 09:00:00 GMT+1`. */
export function localTime(wire: string, timeZone?: string): string {
  const at = timeOf(wire)
  if (at === undefined) return wire
  const parts = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).formatToParts(at)
  const of = Object.fromEntries(parts.map(({ type, value }) => [type, value]))
  return `${of['weekday']} ${of['year']}-${of['month']}-${of['day']} ${of['hour']}:${of['minute']}:${of['second']} ${of['timeZoneName']}`
}

/** The next due times, one a line: when, and in how long. */
export function nextText(look: Look, next: readonly string[], timeZone: string | undefined): string {
  return next
    .map((wire) => `${localTime(wire, timeZone)}  ${look.paint('dim', `in ${duration((timeOf(wire) ?? look.now) - look.now)}`)}`)
    .join('\n')
}
