/** What a batch changes on one task or model; the caller writes it before it answers. */
export interface TaskEffect {
  readonly task: string
  readonly kind: 'task' | 'model'
  readonly lastIteration: number | undefined
  readonly metrics: readonly MetricEffect[]
  readonly stats: readonly { readonly metric: string; readonly eventType: string }[]
  /** A log line came: whoever follows the log is woken. */
  readonly logged: boolean
}
/** The merge of a batch's finite values of one metric and variant. */
export interface MetricEffect {
  readonly metric: string
  readonly variant: string
  /** The latest by time. */
  readonly value: number
  readonly iteration: number
  readonly min: { readonly value: number; readonly iteration: number }
  readonly max: { readonly value: number; readonly iteration: number }
  /** Of the lowest iteration. */
  readonly first: { readonly value: number; readonly iteration: number }
  readonly sum: number
  readonly count: number
  readonly xAxisLabel: string | undefined
}
