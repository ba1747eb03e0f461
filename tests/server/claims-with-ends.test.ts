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

const life = (boot: string, pid: number) => ({ boot, process: { home: 'folder', host: 'h', pid } })

test('an agent that starts anew gets at once what the answer to an end of its former start brought', async ({ api }) => {
  const { run, queue, task } = await aServerRun(api, [{ name: 'one' }, { name: 'two', parents: ['one'] }])
  const agent = fakeAgent(api, 'killed before the answer', { queues: [queue] })
  const one = await agent.claimOne(life('first', 1))
  await agent.start(one)
  const end = { worker: agent.worker, attempt: one.attempt, outcome: 'completed', reason: 'done' } as const
  const { leases: [unknown] = [] } = await api.workers.end({ ...end, claim: { ...claim(queue), home: 'folder', start: true } })
  // Its next start lists what it finds in its work folder, and reports that end again.
  const known = { ...life('second', 2), running: [one.attempt] }
  expect((await agent.claim({ ...known, slots: [] })).leases).toEqual([])
  expect(await api.workers.end({ ...end, claim: { ...claim(queue), boot: 'second' } })).toEqual({ status: 'completed' })
  const again = await agent.claimOne(known)
  expect([unknown!.task, again.task, again.number]).toEqual([await task('two'), await task('two'), 2])
  // A renewal of the former start was on its way.
  expect(await agent.renew({ running: [unknown!] })).toMatchObject({ renewed: [] })
  await agent.start(again)
  await agent.end(again)
  expect(await statusOf(api, run)).toBe('completed')
})

test('an end that arrives after its agent has started anew claims nothing', async ({ api }) => {
  const { queue, task } = await aServerRun(api, [{ name: 'one' }, { name: 'two', parents: ['one'] }])
  const agent = fakeAgent(api, 'slower than its next start', { queues: [queue] })
  const one = await agent.claimOne(life('first', 1))
  await agent.start(one)
  expect((await agent.claim({ ...life('second', 2), slots: [], running: [one.attempt] })).leases).toEqual([])
  const end = { worker: agent.worker, attempt: one.attempt, outcome: 'completed', reason: 'done' } as const
  expect(await api.workers.end({ ...end, claim: { ...claim(queue), home: 'folder', start: true } })).toEqual({ status: 'completed' })
  const two = await agent.claimOne(life('second', 2))
  expect([two.task, two.number]).toEqual([await task('two'), 1])
})

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
