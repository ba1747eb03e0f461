import type { Schedule } from '@clearway/contract'

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/** When a schedule is due, in words. */
export function whenText({
  cron,
  time_zone: zone = 'UTC',
  every_seconds: seconds,
  at,
}: Pick<Schedule, 'cron' | 'time_zone' | 'every_seconds' | 'at'>): string {
  if (cron !== undefined) return `${cron} (${zone})`
  if (seconds === undefined) return at === undefined ? '' : `once, at ${new Date(at).toLocaleString()}`
  const [unit, size] = units.find(([, length]) => seconds % length === 0) ?? (['second', 1] as const)
  const count = seconds / size
  return count === 1 ? `every ${unit}` : `every ${count} ${unit}s`
}
