import { database, startServer } from '@clearway/testkit'
import { expect, test } from 'vitest'

test('workers are listed by pattern, by tags and by how lately they were seen', async () => {
  await using world = await startServer(database)
  const { api } = world
  const { id: queue } = await api.queues.get_default({})
  for (const [worker, tags] of Object.entries({ 'host-a:0': ['fast', 'gpu'], 'host-a:1': ['fast'], 'host-b:0': [] }))
    await api.workers.register({ worker, queues: [queue], tags })
  const ids = async (request: Parameters<typeof api.workers.get_all>[0]): Promise<string[]> =>
    (await api.workers.get_all(request)).workers.map(({ id }) => id)

  expect(await ids({})).toEqual(['host-a:0', 'host-a:1', 'host-b:0'])
  expect(await ids({ worker_pattern: '^host-a' })).toEqual(['host-a:0', 'host-a:1'])
  expect(await ids({ worker_pattern: 'host-[ab]:0$' })).toEqual(['host-a:0', 'host-b:0'])
  expect(await ids({ worker_pattern: 'nothing' })).toEqual([])
  expect(await ids({ tags: ['fast', 'gpu'] })).toEqual(['host-a:0'])
  expect(await ids({ tags: ['fast', '-gpu'] })).toEqual(['host-a:1'])
  expect(await ids({ last_seen: 0, tags: ['-fast'] })).toEqual(['host-b:0'])
  await expect(api.workers.get_all({ worker_pattern: '(?=x)' })).rejects.toMatchObject({
    code: 'invalid_pattern',
    details: { field: 'worker_pattern' },
  })

  await api.workers.unregister({ worker: 'host-b:0' })
  expect(await ids({ last_seen: 0 })).toEqual(['host-a:0', 'host-a:1'])
})
