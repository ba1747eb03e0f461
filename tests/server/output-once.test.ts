import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { asAttempt, fakeAgent } from './fake-agent.ts'
import { aQueue, queuedTasks } from './queued-tasks.ts'

test('output lines that an agent sends again after a crash are stored once, and the same text at another offset is another line', async ({
  api,
  world,
}) => {
  const queue = await aQueue(api)
  const [task] = (await queuedTasks(api, queue, 1)) as [string]
  const agent = fakeAgent(api, `agent of ${task}`, { queues: [queue] })
  const lease = await agent.claimOne()
  await agent.start(lease)
  const own = asAttempt(world.url, lease)
  const line = (msg: string, output_end: number) => ({ timestamp: Date.now() + output_end, msg, output_end })
  const send = (...lines: ReturnType<typeof line>[]) =>
    own.events.add_batch(lines.map((one) => ({ type: 'log', task, worker: agent.worker, level: 'INFO', ...one })))
  await send(line('a', 2), line('b', 4))
  await send(line('a', 2), line('b', 4), line('a', 6))
  await send(line('b', 4), line('a', 6))
  const output = [line('a', 6), line('c', 8), line('c', 10)]
  await api.workers.end({ worker: agent.worker, attempt: lease.attempt, outcome: 'completed', reason: 'it ended', output })
  // Its next process ships the rest of the output before it says the end again.
  await send(line('c', 8), line('c', 10))
  await api.workers.end({ worker: agent.worker, attempt: lease.attempt, outcome: 'completed', reason: 'it ended', output })
  const { events } = await api.events.get_task_log({ task, navigate_earlier: false, batch_size: 100 })
  expect(events.map(({ msg }) => msg)).toEqual(['a', 'b', 'a', 'c', 'c'])
})
