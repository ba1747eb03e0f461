/** What a run has that can be compared, by name: `train Args/lr` → `0.1`. */
export type Described = ReadonlyMap<string, string>

export interface Difference {
  readonly name: string
  /** What the first run has; undefined if it lacks the name. */
  readonly a: string | undefined
  readonly b: string | undefined
}

export interface Compared {
  readonly differences: readonly Difference[]
  /** How many are the same in both. */
  readonly same: number
}

/** Compares two descriptions by their names, in the order of the first and then of the second. */
export function compare(a: Described, b: Described): Compared {
  const names = [...new Set([...a.keys(), ...b.keys()])]
  const differences = names.flatMap((name) => (a.get(name) === b.get(name) ? [] : [{ name, a: a.get(name), b: b.get(name) }]))
  return { differences, same: names.length - differences.length }
}
