import type { Field } from './field.ts'
import type { TextMatch } from './pattern.ts'
import { defined } from '../defined.ts'

export type Value = string | number
export type Comparison = '<' | '<=' | '>' | '>='

/**
 * How to check a condition that many rows meet, so that following the order's index is faster than listing these rows: by a lookup in the side table
 * for each row, or in a list that the database makes beforehand.
 */
export type Dense = 'in the table' | 'in a list'

/** The condition of a request on a row, independent of any database. A missing value matches only `missing` and negations. */
export type Predicate =
  | { readonly is: 'all'; readonly of: readonly Predicate[] }
  | { readonly is: 'any'; readonly of: readonly Predicate[] }
  | { readonly is: 'not'; readonly of: Predicate }
  /** One of the field's values is in the list. */
  | {
      readonly is: 'in'
      readonly field: Field
      readonly values: readonly Value[]
      /** Whether a number in JSON differs from a text that spells it. */
      readonly literally?: true
      readonly dense?: Dense
    }
  | { readonly is: 'compare'; readonly field: Field; readonly by: Comparison; readonly value: Value; readonly dense?: Dense }
  /** One of the field's values is between the bounds, which are included. */
  | { readonly is: 'between'; readonly field: Field; readonly min: number; readonly max: number; readonly dense?: Dense }
  | { readonly is: 'text'; readonly field: Field; readonly match: TextMatch; readonly dense?: Dense }
  | { readonly is: 'missing'; readonly field: Field }
  /** The row's project is one of these, or below one of them. */
  | { readonly is: 'in_project'; readonly projects: readonly string[]; readonly path: 'project' | 'parent' }
  | { readonly is: 'in_project_named'; readonly text: string }

export const always: Predicate = { is: 'all', of: [] }
export const never: Predicate = { is: 'any', of: [] }

const isAlways = (p: Predicate) => p.is === 'all' && p.of.length === 0
const isNever = (p: Predicate) => p.is === 'any' && p.of.length === 0

export function all(of: readonly Predicate[]): Predicate {
  const parts = of.flatMap((p) => (p.is === 'all' ? p.of : [p]))
  if (parts.some(isNever)) return never
  return parts.length === 1 ? defined(parts[0]) : { is: 'all', of: parts }
}
export function any(of: readonly Predicate[]): Predicate {
  const parts = of.flatMap((p) => (p.is === 'any' ? p.of : [p]))
  if (parts.some(isAlways)) return always
  return parts.length === 1 ? defined(parts[0]) : { is: 'any', of: parts }
}
export function not(of: Predicate): Predicate {
  if (of.is === 'not') return of.of
  return isAlways(of) ? never : isNever(of) ? always : { is: 'not', of }
}
