import type { Field } from './field.ts'
import type { TextMatch } from './pattern.ts'

export type Value = string | number
export type Comparison = '<' | '<=' | '>' | '>='

/**
 * Many rows meet it, among those of a side table, so that the order's index is better followed and each row looked up: in the side table, or in a list that
 * the database makes of it beforehand.
 */
export type Dense = 'in the table' | 'in a list'

/** What a request asks of a row, apart from any database. A missing value meets nothing but `missing` and negations. */
export type Predicate =
  | { readonly is: 'all'; readonly of: readonly Predicate[] }
  | { readonly is: 'any'; readonly of: readonly Predicate[] }
  | { readonly is: 'not'; readonly of: Predicate }
  /** The value, or one of several, is in the list. */
  | {
      readonly is: 'in'
      readonly field: Field
      readonly values: readonly Value[]
      /** A number in JSON is then no text that spells it. */
      readonly literally?: true
      readonly dense?: Dense
    }
  | { readonly is: 'compare'; readonly field: Field; readonly by: Comparison; readonly value: Value; readonly dense?: Dense }
  | { readonly is: 'text'; readonly field: Field; readonly match: TextMatch; readonly dense?: Dense }
  | { readonly is: 'missing'; readonly field: Field }
  /** Its project is one of these, or lies below one. */
  | { readonly is: 'in_project'; readonly projects: readonly string[]; readonly path: 'project' | 'parent' }
  | { readonly is: 'in_project_named'; readonly text: string }

export const always: Predicate = { is: 'all', of: [] }
export const never: Predicate = { is: 'any', of: [] }

const isAlways = (p: Predicate) => p.is === 'all' && p.of.length === 0
const isNever = (p: Predicate) => p.is === 'any' && p.of.length === 0

export function all(of: readonly Predicate[]): Predicate {
  const parts = of.flatMap((p) => (p.is === 'all' ? p.of : [p]))
  if (parts.some(isNever)) return never
  return parts.length === 1 ? parts[0]! : { is: 'all', of: parts }
}
export function any(of: readonly Predicate[]): Predicate {
  const parts = of.flatMap((p) => (p.is === 'any' ? p.of : [p]))
  if (parts.some(isAlways)) return always
  return parts.length === 1 ? parts[0]! : { is: 'any', of: parts }
}
export function not(of: Predicate): Predicate {
  if (of.is === 'not') return of.of
  return isAlways(of) ? never : isNever(of) ? always : { is: 'not', of }
}
