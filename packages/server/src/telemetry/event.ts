import { storableText } from '../storable-text.ts'

/** The event types, in the order in which they are read when all are requested. */
export const eventTypes = ['log', 'training_stats_scalar', 'training_stats_vector', 'training_debug_image', 'plot'] as const

export type EventType = (typeof eventTypes)[number]

export function isEventType(type: unknown): type is EventType {
  return (eventTypes as readonly unknown[]).includes(type)
}

/** The iteration under which ClearML reports a metric with a single value. */
export const singleValueIteration = -2_147_483_648

/** Whether reports of a metric show that a task makes progress. Machine load does not: it is reported even while the task hangs. */
export function showsProgress(metric: string): boolean {
  return metric !== ':monitor:machine' && metric !== ':monitor:gpu'
}

/** Converts a field to text: empty if the field is absent, JSON if it is not a string. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return storableText(value)
  if (value === undefined || value === null) return ''
  return storableText(typeof value === 'object' ? JSON.stringify(value) : String(value as number))
}

const largest = 4e15

/** The latest time that a `Date` can hold, in milliseconds. */
const latest = 8.64e15

/** Converts an iteration to an integer: 0 if it is not a number, and clamped to where the sum of two is still exact. */
export function toIteration(value: unknown): number {
  const number = typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : 0
  if (Number.isNaN(number)) return 0
  // Adding 0 turns -0 into 0, so that both name the same row in both databases.
  return Math.min(Math.max(Math.trunc(number), -largest), largest) + 0
}

/** Converts a number or a date to milliseconds since the epoch; `now` by default. */
export function toTimestamp(value: unknown, now: number): number {
  const millis = typeof value === 'number' ? value : typeof value === 'string' ? dateMillis(value) : Number.NaN
  return millis >= 0 && millis <= latest ? Math.trunc(millis) + 0 : now
}

function dateMillis(text: string): number {
  const number = Number(text)
  return text.trim() !== '' && Number.isFinite(number) ? number : Date.parse(text)
}

/** Converts a scalar's value, which may be sent as text, to a number; undefined if it is not one. */
export function toValue(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return undefined
  if (value === 'NaN') return Number.NaN
  const number = Number(value)
  return Number.isNaN(number) ? undefined : number
}

/** The values that JSON and SQLite cannot hold. Such a value is stored as a kind, beside an empty value. */
const nonFinite = ['NaN', 'Infinity', '-Infinity'] as const

/** 0 for a finite value, else one more than the index in `nonFinite`. */
export type ValueKind = 0 | 1 | 2 | 3

export function kindOf(value: number): ValueKind {
  if (Number.isFinite(value)) return 0
  if (Number.isNaN(value)) return 1
  return value > 0 ? 2 : 3
}

/** A value as it is shown: a number, or the name of a value that is not finite. */
export function shownValue(value: number | null, kind: number): number | string | null {
  return kind === 0 ? value : (nonFinite[kind - 1] ?? null)
}
