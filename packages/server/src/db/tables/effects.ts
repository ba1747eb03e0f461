/** The changes that a batch makes to one task or model; the caller stores them before it answers. */
export interface TaskEffect {
  readonly task: string
  readonly kind: 'task' | 'model'
  readonly lastIteration: number | undefined
  readonly metrics: readonly MetricEffect[]
  readonly stats: readonly { readonly metric: string; readonly eventType: string }[]
  /** Whether the batch has log lines, so that readers who follow the log are notified. */
  readonly logged: boolean
}
/** The summary of a batch's finite values of one metric and variant. */
export interface MetricEffect {
  readonly metric: string
  readonly variant: string
  /** The value with the latest timestamp. */
  readonly value: number
  readonly iteration: number
  readonly min: { readonly value: number; readonly iteration: number }
  readonly max: { readonly value: number; readonly iteration: number }
  /** The value at the lowest iteration. */
  readonly first: { readonly value: number; readonly iteration: number }
  readonly sum: number
  readonly count: number
  readonly xAxisLabel: string | undefined
}
