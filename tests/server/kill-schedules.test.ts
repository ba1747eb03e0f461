import { clientOf, database, startServerProcess } from '@clearway/testkit'
import { expect, test } from 'vitest'

test('a due time and an event each start one task, although the server is killed just before and just after the commit', async () => {
  await using fresh = await database.fresh()
  const start = (fault?: string) => startServerProcess(fresh, fault === undefined ? {} : { env: { CLEARWAY_FAULT: fault } })
  const isKilled = ({ process }: Awaited<ReturnType<typeof start>>) =>
    expect.poll(() => process.signalCode, { timeout: 60_000, interval: 20 }).toBe('SIGKILL')

  let server = await start('before:job schedules')
  let api = clientOf(server.connection)
  const { id: queue } = await api.queues.create({ name: 'nightly' })
  const [task, source] = [await api.tasks.create({ name: 'work' }), await api.tasks.create({ name: 'source' })]
  const starts = { task: task.id, queue }
  const { id: trigger } = await api.triggers.create({ name: 'after', entity: 'task', statuses: ['completed'], start: starts })
  const { id: schedule } = await api.schedules.create({ name: 'once', start: starts, at: new Date(Date.now() + 1000).toISOString() })
  await isKilled(server)
  server = await start('after:job schedules')
  await isKilled(server)

  server = await start('before:job triggers')
  api = clientOf(server.connection)
  // The server may be killed before it answers.
  await api.tasks.completed({ task: source.id, force: true }).catch(() => undefined)
  await isKilled(server)
  server = await start('after:job triggers')
  await isKilled(server)

  await using last = await start()
  api = clientOf(last.connection)
  const { fires } = (await api.schedules.get_by_id({ schedule })).schedule
  const triggered = (await api.triggers.get_all({ id: [trigger], fires: 10 })).triggers[0]!.fires
  expect([...fires, ...triggered].map(({ outcome }) => outcome)).toEqual(['started', 'started'])
  const { queue: waiting } = await api.queues.get_by_id({ queue })
  expect(waiting.entries?.map((entry) => entry.task)).toEqual([...fires, ...triggered].map((fire) => fire.task!.id))
})
