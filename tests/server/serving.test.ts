import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { httpCall, tokenOf } from './http-call.ts'

test('containers that serve a model report themselves, and are shown as endpoints with their figures over time', async ({ world, api }) => {
  const served = { endpoint_name: 'digits', model_name: 'mnist', model_version: '2', reference: [{ type: 'task', value: 't1' }] }
  const before = Date.now()
  await api.serving.register_container({ container_id: 'one', ...served })
  const { instances: loading } = await api.serving.get_loading_instances({})
  expect(loading).toMatchObject([
    { id: 'one', endpoint: 'digits', model: 'mnist', model_version: '2', reference: [{ type: 'task', value: 't1' }] },
  ])
  expect(loading[0]?.age_sec).toBeLessThanOrEqual((Date.now() - before) / 1000)
  expect((await api.serving.get_endpoints({})).endpoints).toEqual([])

  const url = 'http://digits.example'
  for (const [container_id, requests_num] of [
    ['one', 5],
    ['two', 7],
  ] as const)
    await api.serving.container_status_report({
      container_id,
      ...served,
      endpoint_url: url,
      uptime_sec: 60,
      requests_num,
      requests_min: 2,
      latency_ms: 10 * requests_num,
      machine_stats: { cpu_usage: [10, 30], memory_used: 512, memory_free: 100, is_odd: true },
    })
  expect((await api.serving.get_endpoints({})).endpoints).toMatchObject([
    { endpoint: 'digits', model: 'mnist', url, instances: 2, uptime_sec: 60, requests: 12, requests_min: 4, latency_ms: 60 },
  ])
  expect(await api.serving.get_endpoint_details({ endpoint_url: url })).toMatchObject({
    model_version: '2',
    instances: [
      { id: 'one', requests: 5, cpu_count: 2 },
      { id: 'two', requests: 7 },
    ],
  })
  const now = Date.now() / 1000
  const history = (metric_type: 'requests' | 'latency_ms' | 'cpu_util' | 'cpu_count' | 'ram_total') =>
    api.serving.get_endpoint_metrics_history({
      endpoint_url: url,
      from_date: now - 60,
      to_date: now + 60,
      interval: 1_000_000_000,
      metric_type,
    })
  expect(await history('requests')).toMatchObject({ total: { values: [12] }, instances: { one: { values: [5] }, two: { values: [7] } } })
  expect((await history('latency_ms')).total.values).toEqual([60])
  expect((await history('cpu_util')).total.values).toEqual([20])
  expect(await history('cpu_count')).toMatchObject({ computed_interval: 1_000_000_000, total: { title: 'CPU Count', values: [4] } })
  expect((await history('ram_total')).total.values).toEqual([1224])

  await api.serving.unregister_container({ container_id: 'one' })
  await api.serving.unregister_container({ container_id: 'two' })
  await api.serving.unregister_container({ container_id: 'unknown' })
  await expect(api.serving.get_endpoint_details({ endpoint_url: url })).rejects.toMatchObject({ code: 'endpoint_not_found' })
  const token = await tokenOf(world.connection.url, world.connection)
  const { meta } = await httpCall(world.connection.url, 'serving.get_endpoint_details', { token, body: { endpoint_url: url } })
  expect([meta.result_code, meta.result_subcode]).toEqual([400, 1052])
  await api.serving.register_container({ container_id: 'brief', ...served, timeout: 1 })
  await expect.poll(async () => (await api.serving.get_loading_instances({})).instances, { timeout: 20_000 }).toEqual([])
})
