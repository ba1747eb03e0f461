import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type AgentWorld, enqueue, untilEnded, untilLogged, untilStatus, untilWritten, test } from '../test/agent-world.ts'

/** Orders that wait for the next renewal come after 10 s: a third of a lease. */
const atOnceMs = 5000

test('an order to stop reaches a program that began after the agent last asked for work', async ({ world }) => {
  await using _agent = await world.agent({ slots: 3 })
  // Its poll is open, with two slots to offer.
  const first = await enqueue(world, 'echo begun; sleep 60')
  await untilLogged(world, first, /^begun$/)
  const times: number[] = []
  for (let round = 0; round < 5; round += 1) {
    const file = join(world.folder, `told-${round}`)
    const task = await enqueue(world, `trap 'date +%s%3N > ${file}; exit 0' TERM; echo begun; sleep 60 & wait`)
    await untilLogged(world, task, /^begun$/)
    const ordered = Date.now()
    await world.api.tasks.stop({ task })
    times.push(Number(await untilWritten(file)) - ordered)
    expect((await untilEnded(world, task)).status).toBe('stopped')
  }
  expect(Math.max(...times)).toBeLessThan(atOnceMs)
  await world.api.tasks.stop({ task: first })
  expect((await untilEnded(world, first)).status).toBe('stopped')
})

for (const [what, takeAway] of [
  ['reset', (world, task) => world.api.tasks.reset({ task, force: true })],
  ['deleted', (world, task) => world.api.tasks.delete({ task, force: true })],
  ['dequeued', (world, task) => world.api.tasks.dequeue({ task })],
] as const satisfies readonly (readonly [string, (world: AgentWorld, task: string) => Promise<object>])[])
  test(`a running task that is ${what} has its processes ended at once`, async ({ world }) => {
    await using _agent = await world.agent({ slots: 2 })
    const file = join(world.folder, 'told')
    const task = await enqueue(world, `trap 'echo told > ${file}; exit 0' TERM; echo begun; sleep 60 & wait`)
    await untilStatus(world, task, 'in_progress')
    await untilLogged(world, task, /^begun$/)
    const ordered = performance.now()
    await takeAway(world, task)
    expect(await untilWritten(file)).toBe('told\n')
    expect(performance.now() - ordered).toBeLessThan(atOnceMs)
  })

test('an agent polls for orders at most twice for each step of many, beside one that goes on', async ({ world }) => {
  let polls = 0
  const count = (message: unknown): void => {
    if ((message as { request: { path: string } }).request.path.endsWith('/workers.renew')) polls += 1
  }
  await using _agent = await world.agent({ slots: 2 })
  const long = await enqueue(world, 'echo begun; sleep 60')
  await untilLogged(world, long, /^begun$/)
  subscribe('http.client.request.start', count)
  try {
    const steps = 8
    for (let step = 0; step < steps; step += 1) await untilEnded(world, await enqueue(world, 'sleep 0.05'))
    expect(polls).toBeGreaterThan(0)
    expect(polls).toBeLessThanOrEqual(2 * steps + 2)
  } finally {
    unsubscribe('http.client.request.start', count)
  }
  await world.api.tasks.stop({ task: long })
  await untilEnded(world, long)
})
