import type { Comparison } from './predicate.ts'

const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d\d:?\d\d)?$/i

/** Reads a time as milliseconds since the epoch, with a fraction if the text has microseconds. A time without an offset is UTC, as in ClearML. */
export function readTime(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  const found = typeof value === 'string' ? iso.exec(value.trim()) : null
  if (found === null) return undefined
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const date = Date.UTC(year, month - 1, day, hour, minute, second)
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return undefined
  return date + Number(`0.${found[7] ?? '0'}`) * 1000 - offset(found[8])
}

/** The offset of a time's zone from UTC, in milliseconds. */
export const zoneOffset = (time: string): number => offset(iso.exec(time.trim())?.[8])

function offset(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0
  const digits = zone.replace(':', '')
  return Number(`${digits[0]}1`) * (Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5))) * 60_000
}

/** Rounds a bound to whole milliseconds, which rows have, so that the comparison keeps its meaning. */
export function wholeMillis(by: Comparison, millis: number): number {
  return by === '>=' || by === '<' ? Math.ceil(millis) : Math.floor(millis)
}
