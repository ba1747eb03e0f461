import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { fakeAgent } from './fake-agent.ts'
import { aQueue, aTask, queuedTasks } from './queued-tasks.ts'

const minutes = (count: number) => {
  const now = Date.now() / 1000
  return { from_date: now - count * 60, to_date: now + 60, interval: 60 }
}

test('the load that agents report of their machines is shown by worker, by device and by aggregation', async ({ world }) => {
  const { api } = world
  const queue = await aQueue(api)
  await fakeAgent(api, 'own-machine', { queues: [queue], slots: 2 }).claim()
  await api.workers.report_machine({
    worker: 'own-machine',
    machine_stats: { cpu_usage: [10, 30], memory_used: 512, gpu_usage: [5, 7] },
  })
  // ClearML's agent sends more than is known, and figures that it does not have.
  const machine_stats = { cpu_usage: [90], cpu_temperature: [null], memory_free: 'much', network_tx: 0.5, is_odd: true }
  await api.workers.status_report({ worker: 'stock-machine', machine_stats, system_tags: ['special'] })

  const items = [{ key: 'cpu_usage', category: 'avg' as const }, { key: 'cpu_usage', aggregation: 'max' as const }, { key: 'memory_used' }]
  const { workers } = await api.workers.get_stats({ ...minutes(5), worker_ids: ['own-machine:1', 'stock-machine', 'unknown'], items })
  const of = (id: string) => workers.find(({ worker }) => worker === id)?.metrics
  expect(of('own-machine:1')).toEqual([
    {
      metric: 'cpu_usage',
      dates: [expect.any(Number)],
      stats: [
        { aggregation: 'avg', dates: [expect.any(Number)], values: [20] },
        { aggregation: 'max', dates: [expect.any(Number)], values: [30] },
      ],
    },
    {
      metric: 'memory_used',
      dates: [expect.any(Number)],
      stats: [{ aggregation: 'avg', dates: [expect.any(Number)], values: [512] }],
    },
  ])
  expect(of('stock-machine')).toMatchObject([{ metric: 'cpu_usage', stats: [{ values: [90] }, { values: [90] }] }])
  expect(of('unknown')).toBeUndefined()

  const split = await api.workers.get_stats({ ...minutes(5), items: [{ key: 'gpu_usage', category: 'min' }], split_by_variant: true })
  expect(split.workers).toMatchObject([
    {
      worker: 'own-machine',
      metrics: [
        { variant: '0', stats: [{ values: [5] }] },
        { variant: '1', stats: [{ values: [7] }] },
      ],
    },
  ])
  expect((await api.workers.get_metric_keys({ worker_ids: ['own-machine:0'] })).categories).toEqual([
    { name: 'cpu', metric_keys: ['cpu_usage'] },
    { name: 'gpu', metric_keys: ['gpu_usage'] },
    { name: 'memory', metric_keys: ['memory_used'] },
  ])
  await expect(api.workers.get_metric_keys({ worker_ids: ['unknown'] })).rejects.toMatchObject({ code: 'no_worker_stats' })
  const special = await api.workers.get_all({ system_tags: ['special'] })
  expect(special.workers.map(({ id }) => id)).toEqual(['stock-machine'])
})

test('workers are counted by name, tags and system tags as they are listed', async ({ world }) => {
  const { api } = world
  const system_tags = ['counted']
  await api.workers.register({ worker: 'counted one', tags: ['fast'], system_tags })
  await api.workers.register({ worker: 'counted two', tags: ['slow'], system_tags })
  const counted = async (filter: Parameters<typeof api.workers.get_count>[0]) => (await api.workers.get_count(filter)).count
  expect(await counted({ system_tags })).toBe(2)
  expect(await counted({ system_tags, tags: ['fast', 'other'] })).toBe(1)
  expect(await counted({ system_tags, tags: ['-fast'], last_seen: 3600 })).toBe(1)
  expect(await counted({ worker_pattern: '^counted (one|two)$' })).toBe(2)
  await expect(counted({ worker_pattern: '(' })).rejects.toMatchObject({ code: 'invalid_pattern' })
})

test('the activity report counts workers that reported and those that ran a task', async ({ world }) => {
  const { api } = world
  const queue = await aQueue(api)
  await queuedTasks(api, queue, 1)
  const agent = fakeAgent(api, 'busy-machine', { queues: [queue], slots: 2 })
  const lease = await agent.claimOne()
  await agent.start(lease)
  // One interval for the whole time, so that no boundary of two parts the reports.
  const whole = { ...minutes(2), interval: 1_000_000_000 }
  const before = await api.workers.get_activity_report(whole)
  await api.workers.report_machine({ worker: 'busy-machine', machine_stats: {} })
  await api.workers.status_report({ worker: 'busy-stock', task: await aTask(api) })
  const after = await api.workers.get_activity_report(whole)

  const most = (counts: readonly number[]): number => Math.max(...counts)
  expect(most(after.active.counts) - most(before.active.counts)).toBe(2)
  expect(after.total.dates.length).toBe(after.total.counts.length)
  const { from_date: from, ...rest } = minutes(2)
  const past = await api.workers.get_activity_report({ ...rest, from_date: from - 7200, to_date: from - 3600 })
  expect(new Set(past.total.counts)).toEqual(new Set([0]))
  await expect(api.workers.get_activity_report({ ...rest, from_date: from, to_date: from })).rejects.toMatchObject({
    code: 'invalid_request',
    details: { field: 'to_date' },
  })
})

test('the length of a queue and the time that its tasks wait are measured', async ({ world }) => {
  const { api } = world
  const queue = await aQueue(api)
  const empty = await aQueue(api)
  await queuedTasks(api, queue, 2)
  const { queues } = await api.queues.get_queue_metrics({ ...minutes(2), queue_ids: [queue, empty], refresh: true })
  expect(queues).toEqual([
    { queue, dates: [expect.any(Number)], avg_waiting_times: [expect.any(Number)], queue_lengths: [2] },
    { queue: empty, dates: [], avg_waiting_times: [], queue_lengths: [] },
  ])
  expect(queues[0]?.avg_waiting_times[0]).toBeLessThan(60)
  const all = await api.queues.get_queue_metrics({ ...minutes(2), interval: 600 })
  expect(all.queues).toMatchObject([{ queue: 'all' }])
  expect(all.queues[0]?.queue_lengths.length).toBeGreaterThan(0)
})

test('a worker is listed and counted until the time-out with which it registered', async ({ world }) => {
  const { api } = world
  await api.workers.register({ worker: 'for a moment', timeout: 3600 })
  await api.workers.register({ worker: 'for long', timeout: 3600 })
  const listed = async () => {
    const { workers } = await api.workers.get_all({ last_seen: 0, worker_pattern: '^for ' })
    return workers.map(({ id }) => id)
  }
  const counted = (await api.workers.get_count({})).count
  expect(await listed()).toEqual(['for a moment', 'for long'])
  await api.workers.register({ worker: 'for a moment', timeout: 1 })
  await expect.poll(listed, { timeout: 30_000 }).toEqual(['for long'])
  expect((await api.workers.get_count({})).count).toBe(counted - 1)
})

test('new figures of a machine and of a queue are announced once for each span of samples, and no change is recorded besides', async ({
  world,
}) => {
  const { api } = world
  const queue = await aQueue(api)
  await queuedTasks(api, queue, 1)
  const { id: marker } = await api.tasks.create({ name: 'marker', type: 'training' })
  const stream = api.changes.stream({ after: 0, id: [marker, queue, 'announced', 'silent'] }, { signal: AbortSignal.timeout(30_000) })
  const seen: string[] = []
  const open = Promise.withResolvers<void>()
  const last = (async () => {
    let isOpen = false
    for await (const change of stream) {
      if (change.entity === 'resync') continue
      // What is announced is not repeated, so the test begins when the stream has come to the last recorded change.
      if (change.id === marker && isOpen) return
      if (change.id === marker) open.resolve()
      else if (isOpen) seen.push(`${change.entity} ${change.id} ${change.kind}`)
      isOpen ||= change.id === marker
    }
  })()
  last.catch(open.reject)
  await open.promise
  // Reports of one moment lie in at most two spans.
  for (let report = 0; report < 6; report += 1)
    await api.workers.report_machine({ worker: 'announced', machine_stats: { cpu_usage: [10 * report, 30], memory_used: 5 } })
  await api.workers.report_machine({ worker: 'silent', machine_stats: {} })
  await api.queues.get_queue_metrics({ ...minutes(2), queue_ids: [queue], refresh: true })
  await api.tasks.edit({ task: marker, comment: 'last' })
  await last
  expect([1, 2]).toContain(seen.filter((change) => change.startsWith('worker')).length)
  expect(new Set(seen)).toEqual(new Set(['worker announced load', `queue ${queue} load`]))
})
