/** A curve of a task: a point at each iteration. A value that is no finite number is its name, or null where it is not known. */
export interface ScalarCurve {
  readonly task: string
  readonly metric: string
  readonly variant: string
  /** Rising. */
  readonly iter: readonly number[]
  readonly timestamp: readonly number[]
  readonly value: readonly (number | string | null)[]
}
/** An answer of `events.follow_scalars`. */
export interface ScalarNews {
  readonly fresh: boolean
  readonly curves: readonly (ScalarCurve & { readonly fresh: boolean })[]
}

/** The curves after an answer, in the order of their names. A curve that the answer does not have is the same object as before. */
export function withNews(known: readonly ScalarCurve[], { fresh, curves }: ScalarNews): readonly ScalarCurve[] {
  if (!fresh && curves.length === 0) return known
  const byName = new Map(fresh ? [] : known.map((curve) => [nameOf(curve), curve]))
  for (const { fresh: isWhole, ...curve } of curves) {
    const before = isWhole ? undefined : byName.get(nameOf(curve))
    byName.set(nameOf(curve), before === undefined ? curve : withPoints(before, curve))
  }
  return [...byName.values()].toSorted((a, b) => compare(a.metric, b.metric) || compare(a.variant, b.variant) || compare(a.task, b.task))
}

function nameOf({ task, metric, variant }: ScalarCurve): string {
  return JSON.stringify([task, metric, variant])
}

/** Adds points to a curve. Most come after all others, and need no sorting. */
function withPoints(curve: ScalarCurve, added: ScalarCurve): ScalarCurve {
  const [first = 0] = added.iter
  const replaced = new Set(added.iter)
  const left = curve.iter.flatMap((iter, index) => (iter >= first && replaced.has(iter) ? [] : [index]))
  const kept = left.length === curve.iter.length ? curve : at(curve, left)
  const united = {
    ...curve,
    iter: [...kept.iter, ...added.iter],
    timestamp: [...kept.timestamp, ...added.timestamp],
    value: [...kept.value, ...added.value],
  }
  if (first > (kept.iter.at(-1) ?? -Infinity)) return united
  const order = [...united.iter.keys()].toSorted((a, b) => (united.iter[a] ?? 0) - (united.iter[b] ?? 0))
  return at(united, order)
}

/** The points of a curve at some of its places. */
function at(curve: ScalarCurve, places: readonly number[]): ScalarCurve {
  return {
    ...curve,
    iter: places.map((place) => curve.iter[place] ?? 0),
    timestamp: places.map((place) => curve.timestamp[place] ?? 0),
    value: places.map((place) => curve.value[place] ?? null),
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
