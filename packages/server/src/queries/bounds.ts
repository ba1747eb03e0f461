import { ActionError } from '../errors.ts'

/**
 * What one search may ask for. Nobody reads a list that is sorted by more keys, and each of these costs time for every row: hundreds of them would keep a
 * reader busy for minutes.
 */
export const bounds = {
  /** Sort keys of `order_by`. */
  keys: 10,
  /** Characters of a regular expression; plain text that is searched for may have more. */
  pattern: 2_000,
  /** Words and phrases of `search_text`. */
  words: 30,
  /** Conditions of all filters together, a list of values being one. */
  conditions: 300,
} as const

export function refuseBeyond(field: string, given: number, most: number): void {
  if (given > most) throw new ActionError('query_too_complex', { field, given, most })
}
