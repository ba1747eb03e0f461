import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'

test('tasks and models are counted by the filters of their lists', async ({ api }) => {
  const make = (name: string, more = {}) => api.tasks.create({ name, type: 'training', ...more })
  const [one] = [
    await make('count one', { tags: ['red'] }),
    await make('count two'),
    await make('count hidden', { system_tags: ['hidden'] }),
  ]
  await api.tasks.enqueue({ task: one.id, queue_name: 'counted' })
  const counts = { created: 0, queued: 0, in_progress: 0, stopped: 0, closed: 0, failed: 0, completed: 0, publishing: 0, published: 0 }
  const counted = async (request: Parameters<typeof api.tasks.count>[0]) => {
    const { total, by_status } = await api.tasks.count(request)
    const { tasks } = await api.tasks.get_all_ex(request)
    expect(total).toBe(tasks.length)
    return by_status
  }
  expect(await counted({})).toEqual({ ...counts, created: 1, queued: 1 })
  expect(await counted({ search_hidden: true })).toEqual({ ...counts, created: 2, queued: 1 })
  expect(await counted({ tags: ['red'] })).toEqual({ ...counts, queued: 1 })
  expect(await counted({ name: '^count t.o$' })).toEqual({ ...counts, created: 1 })
  expect(await counted({ status: ['queued'], search_text: 'one' })).toEqual({ ...counts, queued: 1 })
  await expect(api.tasks.count({ name: '(' })).rejects.toMatchObject({ code: 'invalid_pattern' })

  for (const framework of ['PyTorch', 'PyTorch', 'Keras'])
    await api.models.create({ uri: `file:///${framework}`, name: 'counted', framework })
  expect(await api.models.count({ framework: ['PyTorch'], name: '^count.d$' })).toEqual({ total: 2 })
  expect(await api.models.count({ project: ['none'] })).toEqual({ total: 0 })
})
