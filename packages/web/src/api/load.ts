import { queryOptions } from '@tanstack/react-query'
import { api } from './client.ts'

/** How far back the load is shown, and the time between two figures, in seconds. */
const [period, interval] = [24 * 3600, 600]

/** The load of each agent's machine over the last day. */
export const loadQuery = queryOptions({
  queryKey: ['load'],
  queryFn: async ({ signal }) => {
    const to = Math.floor(Date.now() / 1000)
    const items = [{ key: 'cpu_usage' }, { key: 'gpu_usage' }]
    const { workers } = await api.workers.get_stats({ from_date: to - period, to_date: to, interval, items }, { signal })
    return { from: to - period, to, workers }
  },
  meta: { reads: ['worker'] },
})
