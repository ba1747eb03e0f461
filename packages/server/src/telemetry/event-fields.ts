import { storableText } from '../storable-text.ts'

/** A name or a text; absent is empty, anything else as JSON would show it. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return storableText(value)
  if (value === undefined || value === null) return ''
  return storableText(typeof value === 'object' ? JSON.stringify(value) : String(value as number))
}

const largest = 4e15
/** The last millisecond that a date can be. */
const latest = 8.64e15
// Adding 0 turns -0 into 0, which is the same row in every database.

/** An iteration as a whole number. What is none counts as 0; what is too large stops where sums of two are still exact. */
export function toIteration(value: unknown): number {
  const number = typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : 0
  if (Number.isNaN(number)) return 0
  return Math.min(Math.max(Math.trunc(number), -largest), largest) + 0
}

/** Milliseconds since the epoch, from a number or a date; `now` where there is none. */
export function toTimestamp(value: unknown, now: number): number {
  const millis = typeof value === 'number' ? value : typeof value === 'string' ? dateMillis(value) : Number.NaN
  return millis >= 0 && millis <= latest ? Math.trunc(millis) + 0 : now
}
function dateMillis(text: string): number {
  const number = Number(text)
  return text.trim() !== '' && Number.isFinite(number) ? number : Date.parse(text)
}

/** A scalar's value, also where it came as text. Undefined where it is none. */
export function toValue(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return undefined
  if (value === 'NaN') return Number.NaN
  const number = Number(value)
  return Number.isNaN(number) ? undefined : number
}
