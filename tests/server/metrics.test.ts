import { test as serverTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { httpCall, tokenOf } from './http-call.ts'

interface LastValue {
  readonly metric: string
  readonly value: number
  readonly min_value: number
  readonly max_value: number
  readonly count: number
}

const test = serverTest.extend('token', { scope: 'file' }, ({ world }) => tokenOf(world.url, world.connection))

test('a task stores the last values of all its metrics, however many are reported at once', async ({ world, token }) => {
  const { id: task } = await world.api.tasks.create({ name: 'many metrics', type: 'training' })
  const send = async (iter: number, valueOf: (metric: number) => number): Promise<void> => {
    const events = Array.from({ length: 450 }, (_, metric) =>
      JSON.stringify({
        type: 'training_stats_scalar',
        task,
        iter,
        metric: `m${metric}`,
        variant: 'v',
        value: valueOf(metric),
        timestamp: iter,
      }),
    )
    const headers = { 'content-type': 'application/json-lines' }
    const { data } = await httpCall(world.url, 'events.add_batch', { body: events.join('\n'), headers, token })
    expect(data['added']).toBe(450)
  }
  await send(1, (metric) => metric)
  await send(2, (metric) => -metric)

  const { task: found } = await world.api.tasks.get_by_id({ task })
  const last = Object.values(found.last_metrics as Record<string, Record<string, LastValue>>).flatMap((variants) => Object.values(variants))
  expect(last).toHaveLength(450)
  for (const { metric, ...values } of last) {
    const value = Number(metric.slice(1))
    expect(values).toMatchObject({ value: -value + 0, min_value: -value + 0, max_value: value, count: 2 })
  }
})
