import { type Api, isApiError } from '@clearway/sdk/client'
import { clientOf, database, startServer, startServerProcess, until } from '@clearway/testkit'
import { describe, expect, test } from 'vitest'
import { observe } from './dump.ts'
import { fakeAgent } from './fake-agent.ts'
import { aQueue, queuedTasks, statusOf, waitingIn } from './queued-tasks.ts'
import { aServerRun, runTask } from './server-run.ts'

const tasks = 60

/** Claims, starts and ends tasks until none is left. Answers the tasks that it ran. */
async function work(api: Api, name: string, queue: string): Promise<string[]> {
  const ran: string[] = []
  const agent = fakeAgent(api, name, { queues: [queue], slots: 2 })
  for (;;) {
    const { leases } = await agent.claim({ wait: ran.length === 0 ? 5 : 0 })
    if (leases.length === 0) return ran
    for (const lease of leases) {
      ran.push(lease.task)
      await agent.start(lease)
      await agent.end(lease)
    }
  }
}

/** Does the same by the published agent's protocol, until no task is left. */
async function workAsStock(api: Api, queue: string, left: () => Promise<boolean>): Promise<string[]> {
  const ran: string[] = []
  while (await left()) {
    const { entry } = await api.queues.get_next_task({ queue })
    if (entry === undefined) continue
    ran.push(entry.task)
    await api.tasks.started({ task: entry.task, force: true })
    await api.tasks.completed({ task: entry.task })
  }
  return ran
}

async function settled(api: Api, ids: readonly string[]): Promise<readonly unknown[]> {
  const { tasks: found } = await api.tasks.get_all({ id: [...ids], only_fields: ['status'] })
  return found.map(({ status }) => status)
}

test('of eight concurrent claims, no two get the same task, and no task is left over', { timeout: 60_000 }, async () => {
  await using world = await startServer(database)
  const queue = await aQueue(world.api)
  const ids = await queuedTasks(world.api, queue, tasks)
  const own = Array.from({ length: 5 }, (_, n) => work(world.api, `agent ${n}`, queue))
  const stock = Array.from({ length: 3 }, () =>
    workAsStock(world.api, queue, async () => (await world.api.queues.get_num_entries({ queue })).num > 0),
  )
  const ran = (await Promise.all([...own, ...stock])).flat()
  expect(ran.toSorted()).toEqual(ids.toSorted())
  expect(await settled(world.api, ids)).toEqual(ids.map(() => 'completed'))
  await using observer = await observe(world.database)
  expect(await observer.rows('select number, count(*) as n from attempt group by number')).toMatchObject([
    { number: expect.anything(), n: expect.anything() },
  ])
  expect(await observer.rows('select task from queue_entry')).toEqual([])
})

test('of concurrent moves of one task, either one succeeds or all have the same result', async () => {
  await using world = await startServer(database)
  const queue = await aQueue(world.api)
  const [task] = (await queuedTasks(world.api, queue, 1)) as [string]
  await world.api.tasks.started({ task })
  const outcomes = await Promise.all([
    ...Array.from({ length: 4 }, () => world.api.tasks.completed({ task }).then(() => 'completed', refusal)),
    ...Array.from({ length: 4 }, () => world.api.tasks.failed({ task }).then(() => 'failed', refusal)),
  ])
  const won = new Set(outcomes.filter((outcome) => outcome === 'completed' || outcome === 'failed'))
  expect(won.size).toBe(1)
  expect(outcomes.every((outcome) => ['completed', 'failed', 'invalid_transition', 'status_changed'].includes(outcome))).toBe(true)
  expect((await world.api.tasks.get_by_id({ task })).task.status).toBe([...won][0])
})

// Only PostgreSQL is shared between servers.
describe.runIf(database.name === 'postgres')('where several servers share the database', () => {
  test('two servers on one database give each task to one claim, and launch each step of a run once', { timeout: 120_000 }, async () => {
    await using fresh = await database.fresh()
    await using one = await startServerProcess(fresh)
    const first = clientOf(one.connection)
    await using two = await startServerProcess(fresh)
    const second = clientOf(two.connection)
    expect(one.connection.url).not.toBe(two.connection.url)

    const queue = await aQueue(first)
    // Agents wait at one server, and tasks are enqueued at the other.
    const workers = Array.from({ length: 8 }, (_, n) => work(n % 2 === 0 ? second : first, `agent ${n}`, queue))
    const [some, others] = await Promise.all([queuedTasks(first, queue, tasks / 2), queuedTasks(second, queue, tasks / 2)])
    const ran = (await Promise.all(workers)).flat()
    // An agent that found no task has ended, so tasks that were enqueued later may be left.
    const rest = await work(second, 'the last', queue)
    expect([...ran, ...rest].toSorted()).toEqual([...some, ...others].toSorted())
    expect(await settled(first, [...some, ...others])).toEqual([...some, ...others].map(() => 'completed'))

    const [from] = (await queuedTasks(first, queue, 1)) as [string]
    const waiting = second.tasks.wait({ tasks: [{ id: from, status: 'queued' }], timeout: 20 })
    await first.tasks.stop({ task: from })
    expect((await waiting).tasks).toMatchObject([{ id: from, status: 'stopped' }])

    // Each step ends at the other server than its neighbours, at the same time as all of its rank.
    const ranks = [0, 1].map((rank) => Array.from({ length: 8 }, (_, n) => `step ${rank}.${n}`))
    const steps = ranks.flatMap((names, rank) => names.map((name) => ({ name, parents: rank === 0 ? [] : (ranks[0] ?? []) })))
    const run = await aServerRun(first, [...steps, { name: 'join', parents: ranks[1] ?? [] }])
    for (const width of [8, 8, 1]) {
      await until(async () => (await waitingIn(first, run.queue)).length === width)
      const ready = await waitingIn(first, run.queue)
      await Promise.all(ready.map((task, n) => runTask(n % 2 === 0 ? first : second, String(task))))
    }
    await until(async () => (await statusOf(second, run.run)) === 'completed')
    expect(Object.values(await run.statuses())).toEqual(Array.from({ length: 17 }, () => 'completed'))
    const { events } = await second.runs.get({ run: run.run })
    expect(events.filter(({ event }) => event['type'] === 'step_launched')).toHaveLength(17)
  })
})

function refusal(error: unknown): string {
  return isApiError(error) ? error.code : String(error)
}
