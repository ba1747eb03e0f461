import { fill } from './fill.ts'
import { type Figure, type Measure, percentile, timed } from './measure.ts'
import { forEachKind } from './worlds.ts'

const count = 200_000
const times = 20

const shown = ['id', 'name', 'type', 'status', 'user.name', 'project.name', 'tags', 'system_tags', 'last_update', 'last_iteration']
const newest = { order_by: ['-last_update'] }

/** The lists that the web page, controllers and scripts ask for. */
const lists: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'newest that are not archived': { system_tags: ['-archived'], ...newest },
  'by status and type': { status: ['completed', 'failed'], type: ['training'], ...newest },
  'by tag': { tags: ['tag7'], ...newest },
  'by part of the name': { name: 'run 1999', ...newest },
  'by a pattern that many names match': { name: 'run .*9$', ...newest },
  'by a pattern that few names match': { name: 'run 1999\\d$', ...newest },
  'by a word that all have': { search_text: 'experiment', ...newest },
  'by a word that many have': { search_text: 'baseline', ...newest },
  'by a word that few have': { search_text: '199990', ...newest },
  'by a word that none has': { search_text: 'lighthouse', ...newest },
  'of a parameter’s common value': { 'hyperparams.Args.layers': ['3'], ...newest },
  'of a parameter’s rare value': { 'hyperparams.Args.lr': ['0.5'], ...newest },
  'of few values of a parameter': { filters: { 'hyperparams.Args.lr': { range: [0.001, 0.002] } }, ...newest },
  'of half of the values of a parameter': { filters: { 'hyperparams.Args.lr': { range: [null, 0.5] } }, ...newest },
  'of ranges of two parameters': {
    filters: { 'hyperparams.Args.lr': { range: [null, 0.1] }, 'hyperparams.Args.layers': { range: [5, null] } },
    ...newest,
  },
  'of half of the values of a parameter, in its order': {
    filters: { 'hyperparams.Args.lr': { range: [null, 0.5] } },
    order_by: ['-hyperparams.Args.lr'],
  },
  'in the order of a parameter': { order_by: ['-hyperparams.Args.lr'] },
  'in the order of a parameter with few values': { order_by: ['hyperparams.Args.layers'] },
  'in the order of time taken': { order_by: ['-active_duration'] },
  'in the order of time taken so far': { order_by: ['-running_time'] },
  'in the order of their users’ names': { order_by: ['user.name'] },
  'in the order of their projects’ names': { order_by: ['-project.name'] },
}

/** Measures a page of 500 tasks with joined names, out of 200,000 tasks. */
export const listing: Measure = {
  name: 'listing',
  run: () =>
    forEachKind(async (kind, world) => {
      await fill(world, count)
      const figures: Figure[] = []
      for (const [name, request] of Object.entries(lists)) {
        const list = () => world.api.tasks.get_all_ex({ ...request, only_fields: shown, page_size: 500 })
        await list() // Warms threads and caches.
        const taken: number[] = []
        for (let n = 0; n < times; n += 1) taken.push((await timed(list)).milliseconds)
        figures.push({ name: `200,000 tasks, ${name} (${kind}), p95`, value: percentile(taken, 0.95), unit: 'ms', budget: 100 })
      }
      return figures
    }),
}
