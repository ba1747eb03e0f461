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
