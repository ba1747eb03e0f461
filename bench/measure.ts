/** One figure beside its budget (design budgets are upper bounds unless `atLeast`). */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly budget?: number
  readonly atLeast?: boolean
  /** What the same machine did in the same run without us: the raw library, or the bare process. */
  readonly raw?: { readonly name: string; readonly value: number }
}
export interface Measure {
  readonly name: string
  readonly run: () => Promise<readonly Figure[]>
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export async function timed<T>(work: () => Promise<T>): Promise<{ readonly milliseconds: number; readonly result: T }> {
  const start = performance.now()
  const result = await work()
  return { milliseconds: performance.now() - start, result }
}
