import type { Schedule } from '@clearway/contract'
import { UsageError } from '../../usage-error.ts'

interface WhenOptions {
  readonly cron: string | undefined
  readonly timeZone: string | undefined
  readonly every: string | undefined
  readonly from: string | undefined
  readonly at: string | undefined
}

const seconds = { s: 1, m: 60, h: 3600, d: 86_400 } as const

/** Reads when a schedule is due. Times without an offset are of this machine's time zone, and so is a cron without a zone. */
export function readWhen({
  cron,
  timeZone,
  every,
  from,
  at,
}: WhenOptions): Pick<Schedule, 'cron' | 'time_zone' | 'every_seconds' | 'from' | 'at'> {
  const given = Object.entries({ '--cron': cron, '--every': every, '--at': at }).filter(([, value]) => value !== undefined)
  if (given.length !== 1)
    throw new UsageError(
      given.length === 0 ? 'The schedule has no time.' : `${given.map(([flag]) => flag).join(' and ')} are given together.`,
      {
        field: given[1]?.[0] ?? '--cron',
        cure: 'Give one of --cron, --every and --at.',
      },
    )
  if (cron === undefined && timeZone !== undefined)
    throw new UsageError('--time-zone is used only with --cron.', {
      field: '--time-zone',
      cure: 'Leave it out, and give times with their offset, such as 2027-01-31T09:00:00+01:00.',
    })
  if (every === undefined && from !== undefined)
    throw new UsageError('--from is used only with --every.', { field: '--from', cure: 'Leave it out.' })
  return {
    ...(cron === undefined ? {} : { cron, time_zone: timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone }),
    ...(every === undefined ? {} : { every_seconds: readInterval(every) }),
    ...(from === undefined ? {} : { from: readTime(from, '--from') }),
    ...(at === undefined ? {} : { at: readTime(at, '--at') }),
  }
}

/** Reads `90`, `90s`, `15m`, `2h`, `1d` or `1h30m` as seconds. */
function readInterval(text: string): number {
  const bare = /^\d+$/.test(text) ? `${text}s` : text
  const parts = [...bare.matchAll(/(\d+)([smhd])/g)]
  const sum = parts.reduce((total, [, number, unit]) => total + Number(number) * seconds[unit as keyof typeof seconds], 0)
  if (parts.map(([whole]) => whole).join('') !== bare || sum === 0)
    throw new UsageError(`--every is "${text}", but must be a time span such as 90s, 15m, 2h, 1d or 1h30m.`, { field: '--every' })
  return sum
}

function readTime(text: string, flag: string): string {
  // A date alone would be read as midnight of UTC.
  const time = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text.replace(/^(\d{4}-\d\d-\d\d) /, '$1T'))
  if (Number.isNaN(time))
    throw new UsageError(`${flag} is "${text}", but must be a time such as "2027-01-31 09:00" or 2027-01-31T09:00+01:00.`, { field: flag })
  return new Date(time).toISOString()
}
