import { ActionError } from '../errors.ts'

/**
 * Limits on what one search may contain. Each sort key or condition costs time for every row, and hundreds of them would occupy a reader for minutes.
 */
export const bounds = {
  /** Sort keys of `order_by`. */
  keys: 10,
  /** Characters of a regular expression. Plain text may be longer. */
  pattern: 2_000,
  /** Words and phrases of `search_text`. */
  words: 30,
  /** Conditions of all filters together. A list of values is one condition. */
  conditions: 300,
} as const

export function refuseBeyond(field: string, given: number, most: number): void {
  if (given > most) throw new ActionError('query_too_complex', { field, given, most })
}
