import { readChoice, readValue } from './choice.ts'
import type { Field } from './field.ts'
import { malformed } from './malformed.ts'
import { all, any, type Comparison, type Predicate } from './predicate.ts'
import { readTime, wholeMillis } from './time.ts'
import { defined } from '../defined.ts'

/** Reads `[min, max]`, both inclusive; null means no bound. Without a lower bound, rows without a value match. */
function readRange(field: Field, [min, max]: readonly unknown[]): Predicate {
  const bounds = all([...bound(field, '>=', min), ...bound(field, '<=', max)])
  return min === null ? any([bounds, { is: 'missing', field }]) : bounds
}

function bound(field: Field, by: Comparison, value: unknown): readonly Predicate[] {
  if (value === null || value === undefined) return []
  const read = field.type === 'time' ? readTime(value) : readValue(field, value)
  if (read === undefined) throw malformed(field.path, `not a ${field.type}: ${JSON.stringify(value)}`)
  return [{ is: 'compare', field, by, value: field.type === 'time' ? wholeMillis(by, read as number) : read }]
}

/** Reads a condition on numbers: two numbers are a range, anything else is a list of values. */
export function readNumbers(field: Field, data: unknown): Predicate {
  const isRange =
    Array.isArray(data) &&
    data.length === 2 &&
    data.some((value) => value !== null) &&
    data.every((value) => value === null || isNumber(field, value))
  return isRange ? readRange(field, data) : readChoice(field, data)
}
const isNumber = (field: Field, value: unknown) => typeof readValue(field, value) === 'number'

/** Reads a condition on times: each with `>=`, `>`, `<=` or `<` before it, all of which must hold; or `[min, max]`. */
export function readTimes(field: Field, data: unknown): Predicate {
  const times = Array.isArray(data) ? data : [data]
  if (times.length === 2 && times.some((time) => time !== null) && !times.some((time) => typeof time === 'string' && /^\s*[<>]/.test(time)))
    return readRange(field, times)
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
