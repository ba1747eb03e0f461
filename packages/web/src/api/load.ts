import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { everyStep } from '../load/load-curve.ts'
import { gpuLoads } from '../load/gpu-loads.ts'
import { type LoadHours, periodOf } from '../load/load-hours.ts'
import { drawnMetrics } from '../load/machine-charts.ts'
import { api } from './client.ts'

/** Between figures that are farther apart than this, in seconds, nothing was reported. */
const gapOf = (interval: number): number => 3 * interval + 100

/** How many milliseconds pass at least from one reading of all machines to the next: each of them reports by itself. */
const betweenFigures = 10_000

/** The load of each agent's machine over the last day. */
export const loadQuery = queryOptions({
  queryKey: ['load'],
  queryFn: async ({ signal }) => {
    const period = periodOf(24, Date.now())
    const items = [{ key: 'cpu_usage' }, { key: 'gpu_usage' }]
    const { workers } = await api.workers.get_stats({ ...period, items }, { signal })
    return { from: period.from_date, to: period.to_date, gap: gapOf(period.interval), workers }
  },
  meta: { reads: ['worker-load'], pause: betweenFigures },
})

/** The latest load of each GPU that a machine has reported in the last minutes, in percent: by agent and by its place among the machine's GPUs. */
export const gpuLoadQuery = queryOptions({
  queryKey: ['gpu-load'],
  queryFn: async ({ signal }) => {
    const now = Math.floor(Date.now() / 1000)
    const period = { from_date: now - 300, to_date: now + 60, interval: 10 }
    const { workers } = await api.workers.get_stats({ ...period, items: [{ key: 'gpu_usage' }], split_by_variant: true }, { signal })
    return gpuLoads(workers)
  },
  meta: { reads: ['worker-load'], pause: betweenFigures },
})

/** All that an agent's machine has reported over the last hours; of GPUs, the figures of each. */
export const machineQuery = (agent: string, hours: LoadHours) =>
  queryOptions({
    queryKey: ['machine', agent, hours],
    queryFn: async ({ signal }) => {
      const period = periodOf(hours, Date.now())
      const isOfGpus = (key: string): boolean => key.startsWith('gpu_')
      const read = async (keys: typeof drawnMetrics, isSplit: boolean) => {
        const items = keys.map((key) => ({ key }))
        const { workers } = await api.workers.get_stats({ ...period, worker_ids: [agent], items, split_by_variant: isSplit }, { signal })
        return workers.flatMap(({ metrics }) =>
          metrics.map(({ metric, variant, dates, stats }) => ({ metric, variant, dates, values: stats[0]?.values ?? [] })),
        )
      }
      const all = await Promise.all([
        read(
          drawnMetrics.filter((key) => !isOfGpus(key)),
          false,
        ),
        read(drawnMetrics.filter(isOfGpus), true),
      ])
      return { from: period.from_date, to: period.to_date, gap: gapOf(period.interval), metrics: all.flat() }
    },
    placeholderData: keepPreviousData,
    meta: { reads: [`worker-load:${agent}`] },
  })

/** How many tasks waited in queues over the last hours, and for how long. */
export const queueLoadQuery = (queues: readonly string[], hours: LoadHours) =>
  queryOptions({
    queryKey: ['queue-load', queues, hours],
    queryFn: async ({ signal }) => {
      const period = periodOf(hours, Date.now())
      const { queues: loads } = await api.queues.get_queue_metrics({ ...period, queue_ids: [...queues] }, { signal })
      const span = { from: period.from_date, to: period.to_date, interval: period.interval }
      return {
        ...span,
        gap: gapOf(period.interval),
        loads: new Map(
          loads.map(({ queue, dates, queue_lengths: lengths, avg_waiting_times: times }) => [
            queue,
            {
              lengths: everyStep({ dates, values: lengths }, span),
              minutes: everyStep({ dates, values: times.map((seconds) => seconds / 60) }, span),
            },
          ]),
        ),
      }
    },
    enabled: queues.length > 0,
    placeholderData: keepPreviousData,
    meta: { reads: queues.map((queue) => `queue-load:${queue}`) },
  })
