/** JSON and SQLite know no NaN and no infinities: a value that is not finite is kept as a kind, beside an empty value. */
const nonFinite = ['NaN', 'Infinity', '-Infinity'] as const

/** 0: finite. Else one more than the place in the list above. */
export type ValueKind = 0 | 1 | 2 | 3

export function kindOf(value: number): ValueKind {
  if (Number.isFinite(value)) return 0
  if (Number.isNaN(value)) return 1
  return value > 0 ? 2 : 3
}

/** As it is shown: a number, or the name of what is not one. */
export function shownValue(value: number | null, kind: number): number | string | null {
  return kind === 0 ? value : (nonFinite[kind - 1] ?? null)
}
