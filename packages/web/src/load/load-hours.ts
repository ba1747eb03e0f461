/** Over how many hours curves of loads can be shown. */
export const loadHours = [1, 24, 168] as const
export type LoadHours = (typeof loadHours)[number]
export const defaultHours = 24

/** The part of the past that is shown, in seconds since the epoch, and the time between two figures. */
export function periodOf(hours: LoadHours, now: number) {
  const to_date = Math.floor(now / 1000)
  return { from_date: to_date - hours * 3600, to_date, interval: { 1: 60, 24: 600, 168: 3600 }[hours] }
}
