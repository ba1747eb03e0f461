import { setTimeout as sleep } from 'node:timers/promises'
import { sqlite, startServerProcess } from '@clearway/testkit'
import { expect } from 'vitest'
import { logOf, untilEnded, untilStatus, worldOf } from '../test/agent-world.ts'
import { expectNoOverlap, leaseSeconds, recordingCommand, settings, startTask, test, untilRunBy } from '../test/recording-command.ts'
import { interruptible } from '../../../tests/server/interruptible.ts'

test.concurrent('the step of a frozen agent is paused before another agent begins its task, and ends when the frozen agent wakes', async ({
  world,
  command,
}) => {
  await using first = await world.agentProcess({ name: 'one' })
  const task = await startTask(world, command)
  await using other = await world.agent({ name: 'two' })
  process.kill(first.pid, 'SIGSTOP')
  try {
    await other.event('started', task)
    await untilRunBy(command, 'two:0')
  } finally {
    process.kill(first.pid, 'SIGCONT')
  }
  await first.line(/^ended/)
  await expectNoOverlap(command, 'one:0', 'two:0')
  await command.letEnd()
  expect(await untilEnded(world, task)).toMatchObject({ status: 'completed', last_worker: 'two:0' })
})

test.concurrent('the step of a frozen agent continues where it was if no other agent has claimed its task', async ({ world, command }) => {
  await using agent = await world.agentProcess({ name: 'one' })
  const task = await startTask(world, command)
  process.kill(agent.pid, 'SIGSTOP')
  await untilStatus(world, task, 'queued')
  process.kill(agent.pid, 'SIGCONT')
  await untilStatus(world, task, 'in_progress')
  await command.letEnd()
  expect(await untilEnded(world, task)).toMatchObject({ status: 'completed' })
  const lines = await logOf(world, task)
  expect(lines.filter((line) => line === 'begun')).toHaveLength(1)
  expect(lines.some((line) => line.startsWith('Paused: '))).toBe(true)
})

test.concurrent('a step survives a server that is suspended for longer than a lease', async () => {
  await using database = await sqlite.migrated()
  await using server = await startServerProcess(database, { settings })
  await using world = await worldOf(server.connection)
  const command = recordingCommand(world.folder)
  await using agent = await world.agent({ name: 'one' })
  const task = await startTask(world, command)
  server.process.kill('SIGSTOP')
  await agent.event('paused', task)
  // The pause comes shortly before the lease ends. Then the server stays suspended until it has ended.
  await sleep(leaseSeconds * 400)
  server.process.kill('SIGCONT')
  await agent.event('resumed', task)
  await command.letEnd()
  expect(await untilEnded(world, task)).toMatchObject({ status: 'completed' })
  expect((await logOf(world, task)).filter((line) => line === 'begun')).toHaveLength(1)
})

test.concurrent('an agent without a connection pauses its step before another agent begins the task, and ends it when the connection is back', async ({
  world,
  command,
}) => {
  await using way = await interruptible(world.connection.url)
  await using first = await world.agent({ name: 'one', connection: { ...world.connection, url: way.url } })
  const task = await startTask(world, command)
  await using other = await world.agent({ name: 'two' })
  way.cut()
  await first.event('paused', task)
  await other.event('started', task)
  await untilRunBy(command, 'two:0')
  way.mend()
  await first.event('ended', task)
  await expectNoOverlap(command, 'one:0', 'two:0')
  await command.letEnd()
  expect(await untilEnded(world, task)).toMatchObject({ status: 'completed', last_worker: 'two:0' })
})
