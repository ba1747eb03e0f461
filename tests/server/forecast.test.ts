import { ownServerTest as test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { aLiveRun } from './a-run.ts'
import { fakeAgent } from './fake-agent.ts'

const minute = 60_000

test('what waits, and runs, are expected to take as long as the last ones of their names took', async ({ api }) => {
  const past = (name: string, type: string, ...minutes: readonly number[]) =>
    minutes.map((took, n) => {
      const at = { created: n * 1000, started: (n + 1) * 1000, completed: (n + 1) * 1000 + took * minute, last_update: 0 }
      return {
        id: `${name}-${n}`,
        name: type === 'controller' && n > 0 ? `${name} #${n + 1}` : name,
        type,
        status: 'completed',
        project: 'p',
        ...at,
      }
    })
  await api.imports.put({
    source: 'history',
    projects: [{ id: 'p', name: 'lab', created: 0, last_update: 0 }],
    tasks: [...past('fit', 'training', 9, 1, 2), ...past('iris', 'controller', 4, 6, 20)] as never,
  })
  const { id: queue } = await api.queues.create({ name: 'gpu' })
  for (const name of ['fit', 'fit', 'first of its name', 'fit']) {
    const { id } = await api.tasks.create({ name, type: 'training', project: 'p' })
    await api.tasks.enqueue({ task: id, queue })
  }
  const agent = fakeAgent(api, 'only', { queues: [queue] })
  const lease = await agent.claimOne()
  await agent.start(lease)
  const started = Date.parse((await api.tasks.get_by_id({ task: lease.task })).task.started ?? '')
  const { tasks: waiting } = await api.queues.explain({})
  const second = await api.tasks.explain({ task: waiting[1]?.id ?? '' })
  expect(second.wait?.expected_start).toBe(waiting[1]?.wait.expected_start)
  const waits = waiting.map(({ name, wait }) => {
    const at = wait.expected_start
    return [name, wait.reason, at === undefined ? undefined : (Date.parse(at) - started) / minute]
  })
  // How long the task in between takes is not known, so nothing is known of what comes after it.
  expect(waits).toEqual([
    ['fit', 'busy', 2],
    ['first of its name', 'busy', 4],
    ['fit', 'busy', undefined],
  ])

  const { run } = await aLiveRun(api, [], { project: 'p' })
  const { run: head, steps } = await api.runs.view({ run })
  expect((Date.parse(head.expected_end ?? '') - Date.parse(head.begun ?? '')) / minute).toBe(4)
  const { run: other } = await aLiveRun(api)
  expect(await api.runs.progress({ runs: [run, 'unknown', other, lease.task] })).toEqual({
    runs: [
      { run, steps: steps.length, done: 0, running: 0, failed: 0, expected_end: head.expected_end },
      { run: other, steps: steps.length, done: 0, running: 0, failed: 0 },
    ],
  })
})
