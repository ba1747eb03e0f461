import type { Api } from '@clearway/sdk'
import { fill, timeOf } from './fill.ts'
import { type Figure, type Measure, percentile, timed } from './measure.ts'
import { forEachKind } from './worlds.ts'

const [tasks, projects, times] = [200_000, 1000, 10]
/** As many projects as an answer holds. */
const page = 500
const [curvesOf, metrics, points, perBatch] = [20, 5, 10_000, 25_000]

/** Measures what pages of projects ask for, out of 200,000 tasks in 1,000 projects, beside the bare statement, and the curves of 20 tasks. */
export const projectPages: Measure = {
  name: 'projects',
  run: () =>
    forEachKind(async (kind, world) => {
      const { api } = world
      await fill(world, tasks, projects)
      const asked: readonly (readonly [name: string, ask: () => Promise<unknown>, bare: string])[] = [
        [
          'statistics of 500 of 1,000 projects',
          () => api.projects.get_all_ex({ include_stats: true, page: 0, page_size: page }),
          `select project, status, count(*) from task group by project, status`,
        ],
        ['tags of their tasks', () => api.projects.get_task_tags({}), `select distinct tag from task_tag where kind = 'tags'`],
        [
          'names of their parameters',
          () => api.projects.get_hyper_parameters({}),
          `select distinct section, name from task_param where type is not null`,
        ],
        [
          'values of a parameter',
          () => api.projects.get_hyperparam_values({ section: 'Args', name: 'lr' }),
          `select distinct value from task_param where section = 'Args' and name = 'lr'`,
        ],
      ]
      const figures: Figure[] = []
      for (const [name, ask, statement] of asked) {
        await ask() // Warms threads and caches.
        const [taken, bare]: [number[], number[]] = [[], []]
        for (let n = 0; n < times; n += 1) {
          taken.push((await timed(ask)).milliseconds)
          bare.push(await timeOf(world, statement))
        }
        const raw = { name: 'the bare statement', value: percentile(bare, 0.5) }
        figures.push({ name: `${name} (${kind}), p95`, value: percentile(taken, 0.95), unit: 'ms', budget: 100, raw })
      }
      return [...figures, await curves(api, kind)]
    }),
}

async function curves(api: Api, kind: string): Promise<Figure> {
  const ids: string[] = []
  for (let n = 0; n < curvesOf; n += 1) ids.push((await api.tasks.create({ name: `curves ${n}`, type: 'training' })).id)
  for (const task of ids) {
    const events = Array.from({ length: metrics * points }, (_, n) => ({
      type: 'training_stats_scalar',
      task,
      metric: `metric ${n % metrics}`,
      variant: 'all',
      iter: Math.floor(n / metrics),
      value: Math.sin(n),
    }))
    for (let from = 0; from < events.length; from += perBatch) await api.events.add_batch(events.slice(from, from + perBatch) as never)
  }
  const all = () => api.events.multi_task_scalar_metrics_iter_histogram({ tasks: ids })
  const one = () => api.events.scalar_metrics_iter_histogram({ task: ids[0]! })
  await all()
  const [taken, alone]: [number[], number[]] = [[], []]
  for (let n = 0; n < times; n += 1) {
    taken.push((await timed(all)).milliseconds)
    alone.push((await timed(one)).milliseconds)
  }
  return {
    name: `${curvesOf} tasks × ${metrics} metrics × ${points.toLocaleString('en')} points as curves (${kind}), p50`,
    value: percentile(taken, 0.5),
    unit: 'ms',
    raw: { name: 'one task alone', value: percentile(alone, 0.5) },
  }
}
