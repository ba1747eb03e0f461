import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { fakeAgent } from './fake-agent.ts'
import { aQueue, queuedTasks, statusOf } from './queued-tasks.ts'

const first = { home: 'one', host: 'host-a', pid: 11 }
const second = { home: 'two', host: 'host-b', pid: 22 }

test('a second agent of one name is refused with the first’s host and pid, and voids nothing', async ({ api }) => {
  const queue = await aQueue(api)
  const [task] = (await queuedTasks(api, queue, 1)) as [string]
  const agent = fakeAgent(api, 'twin', { queues: [queue] })
  const lease = await agent.claimOne({ process: first })
  await agent.start(lease)
  const twin = fakeAgent(api, 'twin', { queues: [queue], boot: 'second' })
  await expect(twin.claim({ process: second })).rejects.toMatchObject({
    code: 'agent_name_taken',
    status: 409,
    details: { agent: 'twin', host: 'host-a', pid: 11 },
  })
  expect(await statusOf(api, task)).toBe('in_progress')
  expect(await agent.end(lease)).toEqual({ status: 'completed' })
  // The agent's next poll is accepted.
  expect((await agent.claim({ process: first })).leases).toEqual([])
})

test('an agent whose connection broke is replaced at once', async ({ api }) => {
  const queue = await aQueue(api)
  const [task, waiting] = (await queuedTasks(api, queue, 2)) as [string, string]
  const agent = fakeAgent(api, 'killed', { queues: [queue] })
  await agent.start(await agent.claimOne({ process: first }))
  const gone = new AbortController()
  const poll = api.workers.claim(
    {
      worker: 'killed',
      boot: 'first',
      queues: [queue],
      slots: [],
      light: { free: false, mode: 'off' },
      running: [],
      wait: 20,
      process: first,
    },
    { signal: gone.signal },
  )
  const next = fakeAgent(api, 'killed', { queues: [queue], boot: 'second' })
  await expect(next.claim({ process: second })).rejects.toMatchObject({ code: 'agent_name_taken' })
  gone.abort()
  await expect(poll).rejects.toThrow()
  await expect
    .poll(() => next.claim({ process: second }).then(({ leases }) => leases.map((lease) => lease.task), String))
    .toEqual([waiting])
  // From another work folder it is unknown whether the first agent's step still runs, so the step keeps its lease.
  expect(await statusOf(api, task)).toBe('in_progress')
})

test('an agent that starts again in the same work folder replaces the earlier one at once, whose tasks are queued again', async ({
  api,
}) => {
  const queue = await aQueue(api)
  const [task] = (await queuedTasks(api, queue, 1)) as [string]
  const agent = fakeAgent(api, 'restarting', { queues: [queue] })
  await agent.start(await agent.claimOne({ process: first }))
  const next = fakeAgent(api, 'restarting', { queues: [queue], boot: 'second' })
  expect((await next.claim({ process: { ...first, pid: 12 } })).leases.map((lease) => lease.task)).toEqual([task])
})

test('an agent that has unregistered frees its name', async ({ api }) => {
  const queue = await aQueue(api)
  await fakeAgent(api, 'leaving', { queues: [queue] }).claim({ process: first })
  await api.workers.unregister({ worker: 'leaving' })
  expect((await fakeAgent(api, 'leaving', { queues: [queue], boot: 'second' }).claim({ process: second })).leases).toEqual([])
})
