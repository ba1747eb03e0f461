import type { ResponseOf, events } from '@clearway/contract'

/** What a task reported as numbers. */
export interface TaskScalars {
  readonly metrics: ResponseOf<typeof events.scalar_metrics_iter_histogram>
  /** Metrics that have one value and no iterations. */
  readonly values: readonly { readonly name: string; readonly value: number }[]
}
