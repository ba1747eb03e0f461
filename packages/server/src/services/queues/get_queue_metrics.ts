import type { queues } from '@clearway/contract'
import { type Handler, readerOf } from '../../context.ts'
import { readPeriod } from '../../load/period.ts'
import { recordQueues } from '../../load/record-queues.ts'
import { queueSamples } from '../../queries/load-stats.ts'

type QueueMetrics = Awaited<ReturnType<Handler<typeof queues.get_queue_metrics>>>['queues'][number]
type Sample = Awaited<ReturnType<typeof queueSamples>>[number]

/** Source of the shape: ClearML server 2.3.0. */
export const get_queue_metrics: Handler<typeof queues.get_queue_metrics> = async (request, ctx) => {
  const { queue_ids: ids = [], refresh } = request
  const period = readPeriod(ctx, request)
  if (refresh === true) await recordQueues(ctx)
  const samples = await queueSamples(readerOf(ctx), period, ids.length === 0 ? undefined : ids)
  const longest = [...Map.groupBy(samples, ({ queue, at }) => `${queue} ${at}`).values()].map(waitedLongest)
  if (ids.length === 0) return { queues: [averaged(longest)] }
  const byQueue = Map.groupBy(longest, ({ queue }) => queue)
  return { queues: ids.map((queue) => metricsOf(queue, byQueue.get(queue) ?? [])) }
}

function waitedLongest(samples: readonly Sample[]): Sample {
  return samples.reduce((longest, sample) => (sample.waited > longest.waited ? sample : longest))
}

/** The averages over all queues that were measured at a date. */
function averaged(samples: readonly Sample[]): QueueMetrics {
  const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const dates = [...Map.groupBy(samples, ({ at }) => at)].toSorted(([one], [other]) => one - other)
  return metricsOf(
    'all',
    dates.map(([at, of]) => ({
      queue: 'all',
      at,
      waited: average(of.map(({ waited }) => waited)),
      length: Math.round(average(of.map(({ length }) => length))),
    })),
  )
}

function metricsOf(queue: string, samples: readonly Sample[]): QueueMetrics {
  return {
    queue,
    dates: samples.map(({ at }) => at / 1000),
    avg_waiting_times: samples.map(({ waited }) => waited),
    queue_lengths: samples.map(({ length }) => length),
  }
}
