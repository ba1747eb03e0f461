import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { fakeAgent } from './fake-agent.ts'
import { aQueue, queuedTasks, statusOf, waitingIn } from './queued-tasks.ts'
import { aServerRun } from './server-run.ts'

const claim = (queue: string) => ({ boot: 'first', queues: [queue], slots: [{ slot: 0 }] })

test('the answer to the end of a step brings the next step of its run', async ({ api }) => {
  const { run, queue, task } = await aServerRun(api, [{ name: 'one' }, { name: 'two', parents: ['one'] }])
  const agent = fakeAgent(api, 'hopping', { queues: [queue] })
  const one = await agent.claimOne()
  await agent.start(one)
  const end = { worker: agent.worker, attempt: one.attempt, outcome: 'completed', reason: 'done', claim: claim(queue) } as const
  const { status, leases = [] } = await api.workers.end(end)
  expect([status, leases.map((lease) => [lease.task, lease.lane, lease.slot])]).toEqual(['completed', [[await task('two'), 'step', 0]]])
  const [two] = leases
  await agent.start(two!)
  expect(await api.workers.end({ ...end, attempt: two!.attempt })).toEqual({ status: 'completed', leases: [] })
  expect(await statusOf(api, run)).toBe('completed')
})

test.for([false, true])(
  'an agent that did not get the answer gets the next step by repeating the call, started: %s',
  async (start, { api }) => {
    const { run, queue, task } = await aServerRun(api, [{ name: 'one' }, { name: 'two', parents: ['one'] }])
    const agent = fakeAgent(api, `repeating ${start}`, { queues: [queue] })
    const one = await agent.claimOne()
    await agent.start(one)
    const end = {
      worker: agent.worker,
      attempt: one.attempt,
      outcome: 'completed',
      reason: 'done',
      claim: { ...claim(queue), start },
    } as const
    const { leases: [lost] = [] } = await api.workers.end(end)
    const { status, leases: [again] = [] } = await api.workers.end(end)
    expect([status, lost!.task, again!.task, again!.number]).toEqual(['completed', await task('two'), await task('two'), 2])
    await expect(agent.start(lost!)).rejects.toMatchObject({ code: 'lease_lost' })
    expect([again!.started ?? false, await statusOf(api, again!.task)]).toEqual([start, start ? 'in_progress' : 'queued'])
    if (!start) await agent.start(again!)
    await agent.end(again!)
    expect(await statusOf(api, run)).toBe('completed')
  },
)

test('an end without a claim, or for another queue, takes nothing', async ({ api }) => {
  const [queue, other] = [await aQueue(api), await aQueue(api)]
  const [, second] = await queuedTasks(api, queue, 2)
  const agent = fakeAgent(api, 'content', { queues: [queue] })
  const one = await agent.claimOne()
  await agent.start(one)
  const end = { worker: agent.worker, attempt: one.attempt, outcome: 'completed', reason: 'done' } as const
  expect(await api.workers.end({ ...end, claim: claim(other) })).toEqual({ status: 'completed', leases: [] })
  expect(await waitingIn(api, queue)).toEqual([second])
})
