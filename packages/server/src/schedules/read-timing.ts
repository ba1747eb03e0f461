import type { contract, RequestOf } from '@clearway/contract'
import { ActionError } from '../errors.ts'
import { cronOf, nextDue, type Timing } from './timing.ts'

/** The fields of a request that define when a schedule is due. */
export type TimingFields = Pick<RequestOf<(typeof contract)['schedules']['create']>, 'cron' | 'time_zone' | 'every_seconds' | 'from' | 'at'>

/** The refusal of a field of a schedule. */
export function invalidSchedule(field: string, message: string): ActionError {
  return new ActionError('invalid_schedule', { field, reason: message, problems: [{ field, message }] })
}

/** Whether a request defines when a schedule is due. */
export function hasTiming({ cron, time_zone, every_seconds, from, at }: TimingFields): boolean {
  return [cron, time_zone, every_seconds, from, at].some((given) => given !== undefined)
}

/** Reads when a schedule is due, and refuses what is never due. */
export function readTiming(fields: TimingFields, now: number): Timing {
  const { cron, time_zone, every_seconds, from, at } = fields
  const given = (['cron', 'every_seconds', 'at'] as const).filter((name) => fields[name] !== undefined)
  if (given.length !== 1)
    throw invalidSchedule(
      given[1] ?? 'cron',
      given.length === 0
        ? 'or `every_seconds` or `at` must be given: when the schedule is due'
        : `must not be given together with \`${given[0]}\`; leave one out`,
    )
  if (time_zone !== undefined && cron === undefined)
    throw invalidSchedule(
      'time_zone',
      'belongs to `cron` alone; leave it out, and give times with their offset, such as 2027-01-31T09:00:00+01:00',
    )
  if (from !== undefined && every_seconds === undefined) throw invalidSchedule('from', 'belongs to `every_seconds` alone; leave it out')
  if (at !== undefined) return once(at, now)
  if (every_seconds !== undefined)
    return { kind: 'interval', everySeconds: every_seconds, from: from === undefined ? now + every_seconds * 1000 : readTime('from', from) }
  return readCron(cron ?? '', time_zone ?? 'UTC', now)
}

function once(text: string, now: number): Timing {
  const at = readTime('at', text)
  if (at <= now)
    throw invalidSchedule(
      'at',
      `is in the past (it is ${new Date(now).toISOString()} now); give a later time, or fire the schedule by hand`,
    )
  return { kind: 'once', at }
}

/** Reads a time with an offset: without one, it would depend on where the server stands. */
function readTime(field: string, text: string): number {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time))
    throw invalidSchedule(field, 'is no time with an offset; write it like 2027-01-31T09:00:00+01:00 or 2027-01-31T08:00:00Z')
  return time
}

function readCron(cron: string, timeZone: string, now: number): Timing {
  if (!isTimeZone(timeZone))
    throw invalidSchedule(
      'time_zone',
      `‘${timeZone}’ is no time zone; write one of the IANA list, such as Europe/Berlin, America/New_York or UTC`,
    )
  // The library also reads a time, which would be due once.
  const fields = cron.trim().split(/\s+/)
  if (!/^@[a-z]+$/i.test(cron.trim()) && (fields.length < 5 || fields.length > 6))
    throw invalidSchedule(
      'cron',
      `has ${fields.length === 1 ? '1 field' : `${fields.length} fields`}, but must have five (minute hour day month weekday), or six with seconds in front`,
    )
  const timing: Timing = { kind: 'cron', cron: cron.trim(), timeZone }
  try {
    cronOf(timing.cron, timeZone)
  } catch (error) {
    throw invalidSchedule('cron', `cannot be read: ${reasonOf(error)}. An example: 30 9 * * 1-5`)
  }
  if (nextDue(timing, now) === undefined) throw invalidSchedule('cron', 'names no day that comes; correct day and month')
  return timing
}

function isTimeZone(name: string): boolean {
  try {
    // An offset such as +02:00 is accepted by some versions of Node, but has no daylight saving.
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '' && !/^[+-]/.test(name)
  } catch {
    return false
  }
}

/** What the library says of an expression, without the name of its class in front. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/^Cron\w*: /, '') : String(error)
}
