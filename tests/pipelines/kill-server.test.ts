import { once } from 'node:events'
import { clientOf, database, startAgentProcess, startServerProcess } from '@clearway/testkit'
import { test } from 'vitest'
import type { faultPoints } from '../../packages/server/src/fault.ts'
import { addBaseTask, ended, expectChainCompleted, submit } from './pipeline-world.ts'

/** Every commit of a run. */
const onTheWay = [
  'tasks.enqueue',
  'workers.claim',
  'workers.start',
  'runs.append',
  'events.add_batch',
  'workers.end',
  'tasks.completed',
] as const satisfies readonly (typeof faultPoints)[number][]

/** Runs in chains, each chain with a database. In each run the server is killed at one point. */
const chains = ['before', 'after'].flatMap((when) => {
  const points = onTheWay.map((name) => `${when}:${name}`)
  const withoutProcess = points.filter((point) => !point.endsWith('runs.append'))
  return [
    { driver: 'process' as const, points: points.slice(0, 4) },
    { driver: 'process' as const, points: points.slice(4) },
    { driver: 'auto' as const, points: withoutProcess },
  ]
})

test.concurrent.for(chains.map((chain) => ({ ...chain, first: chain.points[0]! })))(
  'a run completes after its server is killed at any commit, and no step runs or logs twice: driver $driver, from $first on',
  { timeout: 240_000 },
  async ({ driver, points }, { expect }) => {
    await using fresh = await database.fresh()
    let server = await startServerProcess(fresh)
    const { connection } = server
    const settings = { port: Number(new URL(connection.url).port) }
    const api = clientOf(connection)
    // More lines than go along with the end of an attempt: the first of them are sent by themselves.
    await addBaseTask(connection, 'echo "step pid $$"; seq 300')
    const { run: draft } = await submit({ url: connection.url, connection }, 'chain.ts', { queue: 'default', driver })
    await api.tasks.dequeue({ task: draft })
    const { id: queue } = await api.queues.get_default({})
    await using _agent = await startAgentProcess(connection, { queues: ['default'] })
    try {
      for (const point of points) {
        const { id: run } = await api.tasks.clone({ task: draft, new_task_name: `chain ${point}`, new_task_parent: '' })
        await server[Symbol.asyncDispose]()
        server = await startServerProcess(fresh, { settings, env: { CLEARWAY_FAULT: point } })
        const died = once(server.process, 'exit')
        // The agent waits by itself until the server is back.
        const enqueued = api.tasks.enqueue({ task: run, queue }, { patienceSeconds: 60 })
        const isOver = await Promise.race([
          died.then(() => false),
          enqueued
            .then(() => ended(api, run, 60))
            .then(
              () => true,
              () => died.then(() => false),
            ),
        ])
        if (!isOver) {
          server = await startServerProcess(fresh, { settings })
          await enqueued
        }
        // The server stays alive only at points that an agent never commits.
        expect([point, isOver]).toEqual([point, point.endsWith('tasks.completed')])
        const steps = await expectChainCompleted(api, run, point)
        const { tasks } = await api.tasks.wait({ tasks: steps.map(({ id }) => ({ id })), timeout: 0 })
        // A claim whose answer is lost has begun nothing, but counts: the first step's, or that of the next step in the answer to an end. The first claim
        // may have come before the step was in its queue, and then nothing is lost.
        const attempts = tasks.reduce((sum, { attempt }) => sum + attempt, 0)
        const expected = driver === 'process' ? [3] : point === 'after:workers.end' ? [4] : point === 'after:workers.claim' ? [3, 4] : [3]
        expect(expected, `${point}: ${attempts} attempts`).toContain(attempts)
        const logs = await Promise.all(steps.map(({ id }) => api.events.get_task_log({ task: id })))
        expect(
          logs.map(({ events }) => events.filter(({ msg }) => /^step pid \d+$/m.test(String(msg))).length),
          point,
        ).toEqual([1, 1, 1])
      }
    } finally {
      await server[Symbol.asyncDispose]()
    }
  },
)
