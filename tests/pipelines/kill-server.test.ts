import { clientOf, database, startAgentProcess, startServerProcess } from '@clearway/testkit'
import { test } from 'vitest'
import type { faultPoints } from '../../packages/server/src/fault.ts'
import { addBaseTask, cloneRun, expectChainCompleted, submit } from './pipeline-world.ts'

/** Every commit of a run, in the order in which a run comes to them. */
const onTheWay = [
  'tasks.enqueue',
  'workers.claim',
  'workers.start',
  'runs.append',
  'events.add_batch',
  'workers.end',
] as const satisfies readonly (typeof faultPoints)[number][]

/** Each chain has a database, whose server is killed at one point after another, most often within one run. */
const chains = (['before', 'after'] as const).flatMap((when) =>
  (['process', 'auto'] as const).map((driver) => ({
    when,
    driver,
    points: onTheWay.filter((name) => driver === 'process' || name !== 'runs.append').map((name) => `${when}:${name}`),
  })),
)

test.concurrent.for(chains)(
  'a run completes after its server is killed $when any commit, and no step runs or logs twice: driver $driver',
  { timeout: 300_000 },
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
    const kills: string[] = []

    async function aRun(): Promise<'over'> {
      const run = await cloneRun(api, draft, 'chain')
      await api.tasks.enqueue({ task: run, queue })
      const steps = await expectChainCompleted(api, run, '', 200)
      const { tasks } = await api.tasks.wait({ tasks: steps.map(({ id }) => ({ id })), timeout: 0 })
      // A claim whose answer is lost has begun nothing, but counts.
      const lostClaims = kills.filter((point) => ['after:workers.claim', 'after:workers.end'].includes(point)).length
      const attempts = tasks.reduce((sum, { attempt }) => sum + attempt, 0)
      expect(attempts, `killed ${kills.join(', ')}`).toBeGreaterThanOrEqual(3)
      expect(attempts, `killed ${kills.join(', ')}`).toBeLessThanOrEqual(3 + lostClaims)
      const logs = await Promise.all(steps.map(({ id }) => api.events.get_task_log({ task: id })))
      expect(
        logs.map(({ events }) => events.filter(({ msg }) => /^step pid \d+$/m.test(String(msg))).length),
        `killed ${kills.join(', ')}`,
      ).toEqual([1, 1, 1])
      return 'over'
    }

    try {
      let run: Promise<'over'> | undefined
      for (const point of points) {
        await server[Symbol.asyncDispose]()
        server = await startServerProcess(fresh, { settings, env: { CLEARWAY_FAULT: point } })
        const died = server.ended.then(() => 'died' as const)
        run ??= aRun()
        // A run that has passed this point already is followed by another.
        while ((await Promise.race([died, run])) === 'over') run = aRun()
        kills.push(point)
      }
      server = await startServerProcess(fresh, { settings })
      await run
    } finally {
      await server[Symbol.asyncDispose]()
    }
  },
)
