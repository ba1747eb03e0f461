import { include, type Summary, summarize } from './merge.ts'
import { tellsProgress, singleValueIteration, type EventType } from '../event-types.ts'
import { kindOf } from '../value-kind.ts'

export interface LogLine {
  readonly timestamp: number
  readonly level: string
  readonly worker: string
  readonly msg: string
  /** Of a line of an attempt's output: where it ends there, in bytes. */
  readonly outputEnd?: number
}

/** A plot, an image or a vector. `body` is the plot's JSON, the image's address, the vector's values as JSON. */
export interface Sample {
  readonly metric: string
  readonly variant: string
  readonly iteration: number
  /** Tells images of one variant and iteration apart; else empty. */
  readonly key: string
  readonly timestamp: number
  readonly worker: string
  readonly body: string
}
export type SampleTableName = 'plot' | 'image' | 'vector'

/** The points of one metric and variant, by column: the databases take them so. */
export class SeriesBatch {
  readonly metric: string
  readonly variant: string
  readonly iterations: number[] = []
  readonly timestamps: number[] = []
  readonly values: (number | null)[] = []
  readonly kinds: number[] = []
  /** Of the finite values. */
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

/** What one batch holds for one id: a task's or a model's. */
export class EntityBatch {
  /** As it was sent: an alias is not yet resolved. */
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
      this.note(metric, 'training_stats_scalar')
    }
    this.#latest = series
    return series
  }

  /** A metric had an event of this type. */
  note(metric: string, eventType: EventType): void {
    this.stats.set(`${eventType}\0${metric}`, { metric, eventType })
  }

  reached(metric: string, iteration: number): void {
    if (iteration === singleValueIteration || (this.lastIteration !== undefined && iteration <= this.lastIteration)) return
    if (tellsProgress(metric)) this.lastIteration = iteration
  }
}
