import { recordOf } from '@clearway/contract/is-record'

/** What another server answers: its fields are read with care, because servers of many versions are read. */
export type Doc = Readonly<Record<string, unknown>>

export function listOf(value: unknown): readonly Doc[] {
  return Array.isArray(value) ? value.map(recordOf) : []
}
export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
/** A text that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
/** An id, or that of a reference `{ id, name }`. */
export function idOf(value: unknown): string | undefined {
  return textOf(value) ?? textOf(recordOf(value)['id'])
}
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}
export function integerOf(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? (value as number) : undefined
}
/** A time in milliseconds since the epoch, from ISO 8601. */
export function timeOf(value: unknown): number | undefined {
  const time = typeof value === 'number' ? value : Date.parse(textOf(value) ?? '')
  return time >= 0 && time <= 8.64e15 ? Math.trunc(time) : undefined
}

/** A document without the fields and items that are null. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((one) => one !== null).map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).flatMap(([key, one]) => (one === null ? [] : [[key, withoutNulls(one)]])))
}
