export interface StripMark {
  readonly kind: 'error' | 'hit'
  /** In percent of the height. */
  readonly top: number
}
/** The most marks that can be distinguished on a strip. */
const places = 200

/** Where on a strip beside a log of `count` lines these lines are, each place once. */
export function marksOf(lines: readonly number[], count: number, kind: StripMark['kind']): StripMark[] {
  const taken = new Set(lines.map((line) => Math.floor((line / Math.max(1, count)) * places)))
  return [...taken].map((place) => ({ kind, top: (100 * place) / places }))
}
