import type { Schedule } from '@clearway/contract'
import type { Look } from '../../look.ts'
import { duration, timeOf } from '../../show/duration.ts'

/** When a schedule is due, in words. */
export function whenText({ cron, time_zone, every_seconds, at }: Schedule): string {
  if (cron !== undefined) return `${cron}  (${time_zone ?? 'UTC'})`
  if (every_seconds !== undefined) return `every ${span(every_seconds)}`
  return at === undefined ? '' : `once, at ${localTime(at)}`
}

const units = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const

/** A span to the second, without the units of which it has none: `1 h`, `1 h 30 min`, `2 d`. */
function span(seconds: number): string {
  const parts = units.map(([unit, length], at) => {
    const above = units[at - 1]?.[1] ?? Infinity
    return { unit, count: Math.floor((seconds % above) / length) }
  })
  return parts.flatMap(({ unit, count }) => (count === 0 ? [] : [`${count} ${unit}`])).join(' ')
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
