export type TimingKind = 'cron' | 'every' | 'once'
export interface TimingFields {
  readonly kind: TimingKind
  readonly cron: string
  readonly zone: string
  readonly count: string
  readonly unit: string
  /** A local time, as the browser's field for times has it. */
  readonly at: string
}

/** The units of an interval, by their seconds. */
export const intervalUnits = [
  { value: '60', label: 'minutes' },
  { value: '3600', label: 'hours' },
  { value: '86400', label: 'days' },
] as const

/** The times of a schedule as the server takes them. */
export function timingOf({ kind, cron, zone, count, unit, at }: TimingFields) {
  if (kind === 'cron') return { cron, time_zone: zone }
  if (kind === 'every') return { every_seconds: Math.round(Number(count) * Number(unit)) }
  return { at: new Date(at).toISOString() }
}
