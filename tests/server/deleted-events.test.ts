import { clientOf, database, startServerProcess } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { observe } from './dump.ts'
import { asAttempt, fakeAgent } from './fake-agent.ts'

test(
  'the events of a deleted task and its models are deleted, also when the server is killed between its two databases',
  { timeout: 60_000 },
  async () => {
    await using fresh = await database.fresh()
    await using first = await startServerProcess(fresh, { env: { CLEARWAY_FAULT: 'after:tasks.delete' } })
    const api = clientOf(first.connection)
    const task = await reported(api)
    const kept = await reported(api)
    await expect(api.tasks.delete({ task, force: true }, { patienceSeconds: 0 })).rejects.toThrow()
    await first[Symbol.asyncDispose]()
    expect(await owners()).toHaveLength(4)

    await using second = await startServerProcess(fresh)
    await expect.poll(owners, { timeout: 30_000 }).toHaveLength(2)
    expect(await owners()).toContain(kept)
    await expect.poll(async () => (await rows('event_removal')).length, { timeout: 10_000 }).toBe(0)
    expect((await clientOf(second.connection).events.get_task_log({ task: kept })).events).toHaveLength(1)

    async function owners(): Promise<string[]> {
      await using observer = await observe(fresh)
      const found = [...(await observer.telemetryRows('log')), ...(await observer.telemetryRows('series'))]
      return [...new Set(found.map((row) => String(row['task'])))]
    }
    async function rows(table: string) {
      await using observer = await observe(fresh)
      return await observer.rows(`select * from ${table}`)
    }
  },
)

test(
  'a reset task has the events that it reports afterwards, also when the server was killed in between',
  { timeout: 60_000 },
  async () => {
    await using fresh = await database.fresh()
    await using first = await startServerProcess(fresh, { env: { CLEARWAY_FAULT: 'after:tasks.reset' } })
    const task = await reported(clientOf(first.connection))
    await expect(clientOf(first.connection).tasks.reset({ task, force: true }, { patienceSeconds: 0 })).rejects.toThrow()
    await first[Symbol.asyncDispose]()

    await using second = await startServerProcess(fresh)
    const api = clientOf(second.connection)
    await api.tasks.started({ task })
    await api.events.add_batch([{ task, type: 'log', msg: 'the second run', timestamp: 2000 }])
    await expect
      .poll(
        async () => {
          await using observer = await observe(fresh)
          return await observer.rows('select * from event_removal')
        },
        { timeout: 30_000 },
      )
      .toEqual([])
    expect((await api.events.get_task_log({ task })).events.map(({ msg }) => msg)).toEqual(['the second run'])
    expect(await api.events.scalar_metrics_iter_histogram({ task })).toEqual({})
  },
)

test(
  'a deleted task leaves no attempt, key, session or head of its log; its agent is told to stop, its program is refused',
  { timeout: 60_000 },
  async () => {
    await using fresh = await database.fresh()
    await using server = await startServerProcess(fresh)
    const api = clientOf(server.connection)
    const { id: queue } = await api.queues.create({ name: 'of this test' })
    const agent = fakeAgent(api, 'agent', { queues: [queue] })
    const { id: kept } = await api.tasks.create({ name: 'reset, not deleted' })
    const { id: task } = await api.tasks.create({ name: 'deleted' })
    for (const one of [kept, task]) await api.events.add_batch([{ task: one, type: 'log', msg: 'a line', timestamp: 1000 }])
    await api.tasks.reset({ task: kept, force: true })
    await api.tasks.enqueue({ task, queue })
    const lease = await agent.claimOne()
    await agent.start(lease)
    const program = asAttempt(server.connection.url, lease)
    await program.tasks.get_by_id({ task })
    const waiting = agent.renew({ running: [lease], wait: 30 })
    await api.tasks.delete({ task, force: true })

    expect((await waiting).stop).toEqual([{ attempt: lease.attempt, reason: 'the server does not know this attempt' }])
    await expect(program.tasks.get_by_id({ task })).rejects.toMatchObject({ code: 'invalid_credentials' })
    await expect(agent.end(lease)).rejects.toMatchObject({ code: 'attempt_not_found' })
    await using observer = await observe(fresh)
    expect(await observer.rows(`select id from attempt`)).toEqual([])
    for (const table of ['credential', 'session'])
      expect(await observer.rows(`select attempt from ${table} where attempt is not null`), table).toEqual([])
    expect((await observer.telemetryRows('log_head')).map((row) => row['task'])).toEqual([kept])
  },
)

/** A task with events, and an output model with events. */
async function reported(api: ReturnType<typeof clientOf>): Promise<string> {
  const { id: task } = await api.tasks.create({ name: 'a task' })
  const { id: model } = await api.models.create({ name: 'its model', task, ready: false, uri: 'x' })
  await api.tasks.started({ task })
  const scalar = { type: 'training_stats_scalar', metric: 'm', variant: 'v', value: 1, iter: 1, timestamp: 1000 }
  await api.events.add_batch([
    { task, type: 'log', msg: 'the first run', timestamp: 1000 },
    { task, ...scalar },
    { task: model, model_event: true, ...scalar },
  ])
  return task
}
