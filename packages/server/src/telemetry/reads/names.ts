export interface Named {
  readonly metric: string
  readonly variant: string
}

/** Compares by metric, then by variant: the order in which both are shown and scrolled through. */
export function byName(a: Named, b: Named): number {
  return compare(a.metric, b.metric) || compare(a.variant, b.variant)
}

export function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}
