import { numberIn } from '../db/sql/number-in.ts'
import type { Field } from './field.ts'
import { malformed } from './malformed.ts'
import { all, always, any, never, not, type Predicate, type Value } from './predicate.ts'
import { readTime } from './time.ts'
import { defined } from '../defined.ts'

const groupOperators: Readonly<Record<string, 'and' | 'or'>> = { __$all: 'and', __$and: 'and', __$any: 'or', __$or: 'or' }

interface Group {
  /** The operator of a group. Undefined if there was none: then the values are alternatives, less the excluded ones. */
  readonly operator: 'and' | 'or' | undefined
  readonly include: unknown[]
  readonly exclude: unknown[]
}

/**
 * Reads a list of values, of which a row must have one; `-x` excludes a value; null matches a missing value. `__$all`, `__$any` and their variants
 * begin a group, `__$not` excludes the next value, `__$nop` returns to the plain list. The first operator also joins the groups.
 */
export function readChoice(field: Field, data: unknown): Predicate {
  const groups: Group[] = [newGroup(undefined)]
  let joined: 'and' | 'or' | undefined
  let orMissing = false
  let negated = false
  for (const item of Array.isArray(data) ? data : [data]) {
    const operator = typeof item === 'string' && item.startsWith('__$') ? item : undefined
    const group = defined(groups.at(-1))
    if (operator === '__$not') negated = true
    else if (operator === '__$nop') {
      negated = false
      groups.push(newGroup(undefined))
    } else if (operator !== undefined) {
      if (groupOperators[operator] === undefined) throw malformed(field.path, `unknown operator ${operator}`)
      if (negated) throw malformed(field.path, 'a value must follow __$not')
      joined ??= groups.some(({ include, exclude }) => include.length + exclude.length > 0) ? 'and' : groupOperators[operator]
      groups.push(newGroup(groupOperators[operator]))
    } else if (negated) {
      group.exclude.push(item)
      negated = false
    } else if (item === null || item === undefined) orMissing = true
    else if (group.operator === undefined && typeof item === 'string' && item.startsWith('-')) {
      if (item === '-') throw malformed(field.path, 'a value must follow -')
      group.exclude.push(item.slice(1))
    } else group.include.push(item)
  }
  if (negated) throw malformed(field.path, 'a value must follow __$not')
  return joinGroups(field, groups, joined ?? 'and', orMissing)
}

const newGroup = (operator: 'and' | 'or' | undefined): Group => ({ operator, include: [], exclude: [] })

function joinGroups(field: Field, groups: readonly Group[], joined: 'and' | 'or', orMissing: boolean): Predicate {
  const parts = groups.filter(({ include, exclude }) => include.length + exclude.length > 0).map((group) => ofGroup(field, group))
  if (parts.length === 0) return orMissing ? { is: 'missing', field } : always
  const chosen = joined === 'and' ? all(parts) : any(parts)
  return orMissing ? any([chosen, { is: 'missing', field }]) : chosen
}

function ofGroup(field: Field, { operator, include, exclude }: Group): Predicate {
  const included = include.length === 0 ? [] : [operator === 'and' ? hasAll(field, include) : hasAny(field, include)]
  const excluded = exclude.length === 0 ? [] : [not(hasAny(field, exclude))]
  return operator === 'or' ? any([...included, ...excluded]) : all([...included, ...excluded])
}

/** Matches rows with any of the values; null stands for a missing value. */
export function hasAny(field: Field, values: readonly unknown[]): Predicate {
  const known = values.flatMap((value) => readValue(field, value) ?? [])
  const found: Predicate = known.length === 0 ? never : { is: 'in', field, values: [...new Set(known)] }
  return values.includes(null) ? any([found, { is: 'missing', field }]) : found
}
export function hasAll(field: Field, values: readonly unknown[]): Predicate {
  return all(values.map((value) => hasAny(field, [value])))
}

/** Converts a value to the field's type; undefined if no row can have the value. */
export function readValue(field: Field, value: unknown): Value | undefined {
  if (value === null || value === undefined || typeof value === 'object') return undefined
  switch (field.type) {
    case 'text':
    case 'json':
      return String(value)
    case 'number':
      return typeof value === 'number' ? value : numberIn(String(value))
    case 'time': {
      const time = readTime(value)
      return time === undefined ? undefined : Math.floor(time)
    }
    case 'flag':
      return value === true || value === 'true' || value === 1 || value === '1' ? 1 : 0
  }
}
