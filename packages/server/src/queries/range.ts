import { readChoice, readValue } from './choice.ts'
import type { Field } from './field.ts'
import { malformed } from './malformed.ts'
import { all, any, type Comparison, type Predicate } from './predicate.ts'
import { readTime, wholeMillis } from './time.ts'
import { defined } from '../defined.ts'

/** Reads `[min, max]` of a field's own key: without a lower bound, rows without a value match. Source: ClearML server 2.3.0. */
function readRange(field: Field, range: readonly unknown[]): Predicate {
  const within = withinRange(field, range, field.path)
  return range[0] === null ? any([within, { is: 'missing', field }]) : within
}

/** Reads `[min, max]`, both inclusive; null means no bound. Rows without a value do not match. `key` is the range in the request. */
function withinRange(field: Field, range: readonly unknown[], key: string): Predicate {
  const [min, max] = [bound(field, '>=', range[0], key), bound(field, '<=', range[1], key)]
  if (min !== undefined && max !== undefined) return { is: 'between', field, min, max }
  if (min !== undefined) return { is: 'compare', field, by: '>=', value: min }
  if (max !== undefined) return { is: 'compare', field, by: '<=', value: max }
  throw malformed(key, 'no bound is given: give a min or a max, or leave the range out')
}

function bound(field: Field, by: Comparison, value: unknown, key: string): number | undefined {
  if (value === null || value === undefined) return undefined
  const read = field.type === 'time' ? readTime(value) : readValue(field, value)
  if (typeof read !== 'number')
    throw malformed(key, `not a ${field.type}: ${JSON.stringify(value)}; expected [min, max], null for no bound`)
  return field.type === 'time' ? wholeMillis(by, read) : read
}

/**
 * Reads `range` of `filters`: the rows whose value is a number, or a text that spells one, within the bounds. A pair among the values of a parameter is
 * no range but two texts, as in ClearML, hence a key of its own.
 */
export function readFilterRange(field: Field, range: unknown, key: string): Predicate {
  const numbers = numbersOf(field)
  if (numbers === undefined) throw malformed(key, `${field.path} has no numbers: give \`any\` or \`all\` instead`)
  if (!Array.isArray(range) || range.length !== 2) throw malformed(key, 'expected [min, max], null for no bound')
  const within = withinRange(numbers, range, key)
  if (within.is === 'between' && within.min > within.max) throw malformed(key, 'min is greater than max: exchange them')
  return within
}

/** The field whose values are the numbers of another; undefined if it has none. */
function numbersOf(field: Field): Field | undefined {
  const { source, type } = field
  if (type === 'number' || type === 'time') return field
  if (source.from === 'json') return { ...field, type: 'number' }
  if (source.from !== 'side' || source.num === undefined) return undefined
  return { ...field, type: 'number', source: { ...source, value: source.num } }
}

/** Reads a condition on numbers: two numbers are a range, either of which may be null; anything else is a list of values. */
export function readNumbers(field: Field, data: unknown): Predicate {
  const isRange = Array.isArray(data) && data.length === 2 && data.every((value) => value === null || isNumber(field, value))
  return isRange ? readRange(field, data) : readChoice(field, data)
}
const isNumber = (field: Field, value: unknown) => typeof readValue(field, value) === 'number'

/** Reads a condition on times: each with `>=`, `>`, `<=` or `<` before it, all of which must hold; or `[min, max]`. */
export function readTimes(field: Field, data: unknown): Predicate {
  const times = Array.isArray(data) ? data : [data]
  if (times.length === 2 && !times.some((time) => typeof time === 'string' && /^\s*[<>]/.test(time))) return readRange(field, times)
  return all(times.map((time) => readTimeCondition(field, time)))
}

function readTimeCondition(field: Field, time: unknown): Predicate {
  if (time === null) return { is: 'missing', field }
  const [, by, text] = defined(/^\s*(>=|>|<=|<)?(.*)$/s.exec(String(time)))
  const millis = readTime(typeof time === 'number' ? time : text)
  if (millis === undefined) throw malformed(field.path, `not a time: ${String(time)}`)
  if (by === undefined) return { is: 'in', field, values: [Math.floor(millis)] }
  return { is: 'compare', field, by: by as Comparison, value: wholeMillis(by as Comparison, millis) }
}
