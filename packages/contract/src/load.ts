import { type Static, Type as t } from 'typebox'
import { action } from './action.ts'
import { Empty, flag, Id, Ids, Names, oneOf, opt, text } from './fields.ts'

const Figures = t.Union([t.Number(), t.Array(t.Number(), { maxItems: 1024 })], { description: 'one figure, or one for each device' })
/** The load of a machine: percent, MB of memory, GB of disk, MB/s of traffic, °C. The names are those that ClearML’s agent sends. */
export const MachineStats = t.Object({
  cpu_usage: opt(Figures),
  cpu_temperature: opt(Figures),
  gpu_usage: opt(Figures),
  gpu_temperature: opt(Figures),
  gpu_memory_free: opt(Figures),
  gpu_memory_used: opt(Figures),
  memory_free: opt(Figures),
  memory_used: opt(Figures),
  network_tx: opt(Figures),
  network_rx: opt(Figures),
  disk_free_home: opt(Figures),
  disk_free_temp: opt(Figures),
  disk_read: opt(Figures),
  disk_write: opt(Figures),
})
export type MachineStats = Static<typeof MachineStats>
export const machineMetrics = Object.keys(MachineStats.properties)

const aggregations = ['avg', 'min', 'max'] as const
export type Aggregation = (typeof aggregations)[number]

/** A part of the past that is answered in steps. */
export const period = {
  from_date: t.Number({ description: 'seconds since the epoch' }),
  to_date: t.Number({ description: 'seconds since the epoch, after from_date' }),
  interval: t.Integer({
    minimum: 1,
    description:
      'seconds between two dates of the answer. Older samples are stored with longer intervals, and an answer has at most 10,000 dates: then the interval is longer',
  }),
}
const Dates = t.Array(t.Integer(), { description: 'seconds since the epoch, ascending' })
/** A curve. */
export const Series = t.Object({ title: opt(t.String()), dates: Dates, values: t.Array(t.Number()) })
const worker_ids = opt(t.Array(t.String(), { maxItems: 1000, description: 'all workers by default' }))
const Counts = t.Object({
  dates: Dates,
  counts: t.Array(t.Integer(), { description: 'one for each date; 0 where no worker reported' }),
})
const reads = { access: 'viewer', attempt: 'reads', repeat: 'safe' } as const

/** The load of machines over time, and how many workers were busy. */
export const workerLoad = {
  report_machine: action({
    summary: 'Report the load of an agent’s machine. It is stored for each worker of the agent.',
    access: 'worker',
    attempt: 'never',
    repeat: 'safe',
    request: t.Object({ worker: text('the agent’s id'), machine_stats: MachineStats }),
    response: Empty,
    errors: [],
  }),
  get_stats: action({
    ...reads,
    summary: 'The load of machines over time.',
    request: t.Object({
      ...period,
      worker_ids,
      items: t.Array(
        t.Object({
          key: oneOf(machineMetrics),
          aggregation: opt(oneOf(aggregations, 'avg by default')),
          category: opt(oneOf(aggregations, 'another name of `aggregation`')),
        }),
        {
          minItems: 1,
          maxItems: 100,
        },
      ),
      split_by_variant: flag('Answer each device by itself: `0`, `1` …, or `total` where there is one figure.'),
    }),
    response: t.Object({
      workers: t.Array(
        t.Object({
          worker: t.String({ description: 'its id. Without worker_ids, the agent’s id stands for all workers of its machine' }),
          metrics: t.Array(
            t.Object({
              metric: t.String(),
              variant: opt(t.String()),
              dates: Dates,
              stats: t.Array(t.Object({ aggregation: oneOf(aggregations), dates: Dates, values: t.Array(t.Number()) })),
            }),
          ),
        }),
      ),
    }),
    errors: ['answer_too_large'],
  }),
  get_metric_keys: action({
    ...reads,
    summary: 'Which figures workers have reported, by category: cpu, disk, gpu, memory, network.',
    request: t.Object({ worker_ids }),
    response: t.Object({ categories: t.Array(t.Object({ name: t.String(), metric_keys: t.Array(t.String()) })) }),
    errors: ['no_worker_stats'],
  }),
  get_activity_report: action({
    ...reads,
    summary: 'How many workers reported over time, and how many of them ran a task.',
    request: t.Object(period),
    response: t.Object({ total: Counts, active: Counts }),
    errors: [],
  }),
  get_count: action({
    ...reads,
    summary: 'How many workers there are.',
    request: t.Object({
      last_seen: opt(t.Number({ description: 'seconds; 0 for all, the default' })),
      worker_pattern: opt(t.String()),
      tags: opt(Names),
      system_tags: opt(Names),
    }),
    response: t.Object({ count: t.Integer() }),
    errors: ['invalid_pattern'],
  }),
} as const

/** How long tasks wait in queues, and how many, over time. */
export const queueLoad = {
  get_queue_metrics: action({
    ...reads,
    summary: 'How long tasks waited in queues, and how many, over time: for each interval the moment at which they waited longest.',
    request: t.Object({
      ...period,
      queue_ids: opt(Ids),
      refresh: flag('Measure the queues now as well.'),
    }),
    response: t.Object({
      queues: t.Array(
        t.Object({
          queue: t.Union([Id, t.Literal('all')], { description: '`all`, without queue_ids: the averages over all queues' }),
          dates: Dates,
          avg_waiting_times: t.Array(t.Number(), { description: 'seconds, averaged over the tasks of the queue' }),
          queue_lengths: t.Array(t.Integer()),
        }),
      ),
    }),
    errors: [],
  }),
} as const
