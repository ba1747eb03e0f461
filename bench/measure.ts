/** One figure and its budget, which is an upper bound unless `atLeast` is set. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly budget?: number
  readonly atLeast?: boolean
  /** The figure of the raw library or bare process, on the same machine in the same run. */
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
