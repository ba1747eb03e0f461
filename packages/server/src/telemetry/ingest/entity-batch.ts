import { include, type Summary, summarize } from './merge.ts'
import { showsProgress, singleValueIteration, type EventType, kindOf } from '../event.ts'

export interface LogLine {
  readonly timestamp: number
  readonly level: string
  readonly worker: string
  readonly msg: string
  /** The byte offset at which this line ends in the attempt's output. Only lines of an attempt's output have one. */
  readonly outputEnd?: number
  /** The number of the attempt that wrote the line on another server. Only imported lines have one. */
  readonly attempt?: number
}

/** A plot, an image or a vector. `body` is the plot's JSON, the image's URL, or the vector's values as JSON. */
export interface Sample {
  readonly metric: string
  readonly variant: string
  readonly iteration: number
  /** Distinguishes images of the same variant and iteration; empty for plots and vectors. */
  readonly key: string
  readonly timestamp: number
  readonly worker: string
  readonly body: string
}
export type SampleTableName = 'plot' | 'image' | 'vector'

/** The points of one metric and variant, column by column, because both databases insert them in this form. */
export class SeriesBatch {
  readonly metric: string
  readonly variant: string
  readonly iterations: number[] = []
  readonly timestamps: number[] = []
  readonly values: (number | null)[] = []
  readonly kinds: number[] = []
  /** The summary of the finite values; undefined while there are none. */
  summary: Summary | undefined
  xAxisLabel: string | undefined

  constructor(metric: string, variant: string) {
    this.metric = metric
    this.variant = variant
  }

  add(value: number, iteration: number, timestamp: number): void {
    const kind = kindOf(value)
    this.iterations.push(iteration)
    this.timestamps.push(timestamp)
    this.values.push(kind === 0 ? value : null)
    this.kinds.push(kind)
    if (kind !== 0) return
    if (this.summary === undefined) this.summary = summarize(value, iteration, timestamp)
    else include(this.summary, value, iteration, timestamp)
  }
}

/** The events of a batch for one task or model. */
export class EntityBatch {
  /** The id as it was sent. It may be an alias. */
  readonly id: string
  readonly model: boolean
  readonly allowLocked: boolean
  count = 0
  lastIteration: number | undefined
  logs: LogLine[] = []
  readonly samples: Readonly<Record<SampleTableName, Sample[]>> = { plot: [], image: [], vector: [] }
  readonly stats = new Map<string, { readonly metric: string; readonly eventType: EventType }>()
  readonly #series = new Map<string, SeriesBatch>()
  #latest: SeriesBatch | undefined

  constructor(id: string, model: boolean, allowLocked: boolean) {
    this.id = id
    this.model = model
    this.allowLocked = allowLocked
  }

  get series(): readonly SeriesBatch[] {
    return [...this.#series.values()]
  }

  seriesOf(metric: string, variant: string): SeriesBatch {
    const latest = this.#latest
    if (latest !== undefined && latest.variant === variant && latest.metric === metric) return latest
    const key = `${metric}\0${variant}`
    let series = this.#series.get(key)
    if (series === undefined) {
      series = new SeriesBatch(metric, variant)
      this.#series.set(key, series)
      this.recordEventType(metric, 'training_stats_scalar')
    }
    this.#latest = series
    return series
  }

  /** Records that an event of this type arrived for a metric. */
  recordEventType(metric: string, eventType: EventType): void {
    this.stats.set(`${eventType}\0${metric}`, { metric, eventType })
  }

  reached(metric: string, iteration: number): void {
    if (iteration === singleValueIteration || (this.lastIteration !== undefined && iteration <= this.lastIteration)) return
    if (showsProgress(metric)) this.lastIteration = iteration
  }
}
