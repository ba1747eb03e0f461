import { until } from '@clearway/testkit'
import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { fakeAgent } from './fake-agent.ts'
import { statusOf, taskOf, waitingIn } from './queued-tasks.ts'
import { aServerRun, runTask } from './server-run.ts'

const two = [{ name: 'one' }, { name: 'two' }]

test('a stop takes the steps along, and the run ends with the last of them', async ({ api }) => {
  const { run, queue, statuses } = await aServerRun(api, two)
  const agent = fakeAgent(api, 'stopping', { queues: [queue] })
  const lease = await agent.claimOne()
  await agent.start(lease)
  await api.tasks.stop({ task: run, status_reason: 'enough' })
  expect(await taskOf(api, run)).toMatchObject({ status: 'in_progress', status_message: 'stopping' })
  expect(Object.values(await statuses()).toSorted()).toEqual(['in_progress', 'stopped'])
  expect((await agent.renew({ running: [lease] })).stop).toMatchObject([{ attempt: lease.attempt, reason: 'aborted' }])
  await agent.end(lease, 'stopped')
  expect(await taskOf(api, run)).toMatchObject({ status: 'stopped', status_reason: 'enough' })
})

test('a stop without the steps leaves them, and the run continues when it is enqueued again', async ({ api }) => {
  const { run, queue, statuses, task } = await aServerRun(api, [{ name: 'one' }, { name: 'two', parents: ['one'] }])
  await api.tasks.stop({ task: run, include_pipeline_steps: false })
  expect([await statusOf(api, run), await statuses()]).toEqual(['stopped', { one: 'queued' }])
  await runTask(api, (await task('one'))!)
  expect(await waitingIn(api, queue)).toEqual([])
  await api.tasks.enqueue({ task: run })
  expect([await statusOf(api, run), await statuses()]).toEqual(['in_progress', { one: 'completed', two: 'queued' }])
})

test.for(['stopped', 'failed', 'reset', 'delete', 'dequeue'] as const)('%s takes the steps along', async (action, { api }) => {
  const { run, task, queue } = await aServerRun(api, two)
  const [one, second] = [(await task('one'))!, (await task('two'))!]
  await api.tasks[action]({ task: run, force: true } as { task: string })
  expect([await statusOf(api, one), await statusOf(api, second), await waitingIn(api, queue)]).toEqual(['stopped', 'stopped', []])
})

test('a reset run begins anew', async ({ api }) => {
  const { run, queue, task } = await aServerRun(api, [{ name: 'one' }])
  await runTask(api, (await task('one'))!)
  await api.tasks.reset({ task: run, force: true })
  await api.tasks.enqueue({ task: run })
  expect(await waitingIn(api, queue)).toHaveLength(1)
  expect(await statusOf(api, run)).toBe('in_progress')
})

test('a lost worker’s step is queued again, and its run goes on', async ({ api }) => {
  const { run, queue } = await aServerRun(api, [{ name: 'one' }])
  const agent = fakeAgent(api, 'lost', { queues: [queue] })
  const lease = await agent.claimOne()
  await agent.start(lease)
  await api.workers.end({ worker: 'lost', attempt: lease.attempt, outcome: 'lost', reason: 'gone' })
  const again = await agent.claimOne()
  await agent.start(again)
  await agent.end(again)
  expect(await statusOf(api, run)).toBe('completed')
})

test('one failed step stops all others where the pipeline says so', async ({ api }) => {
  const { run, statuses, task } = await aServerRun(api, two, { abortOnFailure: true })
  await runTask(api, (await task('one'))!, 'failed')
  await until(async () => (await statusOf(api, run)) === 'failed')
  expect(await statuses()).toEqual({ one: 'failed', two: 'stopped' })
})
