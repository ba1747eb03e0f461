import { setTimeout as sleep } from 'node:timers/promises'
import { sqlite, startServerProcess } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { anAgentWorld, logOf, untilEnded, untilLogged, untilStatus, worldOf } from './agent-world-for-tests.ts'
import { beating, enqueueBeating, expectNeverTwo, leaseSeconds, settings, untilBeating } from './beating-command-for-tests.ts'
import { breakable } from '../../../tests/server/breakable.ts'

test.concurrent('the step of a frozen agent is paused before another agent begins its task, and ends when the agent hears of that', async () => {
  await using world = await anAgentWorld(settings)
  const command = beating(world.folder)
  await using first = await world.agentProcess({ name: 'one' })
  const task = await enqueueBeating(world, command)
  await untilLogged(world, task, /^begun$/)
  await using other = await world.agent({ name: 'two' })
  process.kill(first.pid, 'SIGSTOP')
  try {
    await other.event('started', task)
    await untilBeating(command, 'two:0')
  } finally {
    process.kill(first.pid, 'SIGCONT')
  }
  await first.line(/^ended/)
  await expectNeverTwo(command, 'one:0', 'two:0')
  await command.open()
  expect(await untilEnded(world, task)).toMatchObject({ status: 'completed', last_worker: 'two:0' })
}, 120_000)

test.concurrent('the step of an agent that was frozen goes on where it was if nobody else has its task', async () => {
  await using world = await anAgentWorld(settings)
  const command = beating(world.folder)
  await using agent = await world.agentProcess({ name: 'one' })
  const task = await enqueueBeating(world, command)
  await untilLogged(world, task, /^begun$/)
  process.kill(agent.pid, 'SIGSTOP')
  await untilStatus(world, task, 'queued')
  process.kill(agent.pid, 'SIGCONT')
  await untilStatus(world, task, 'in_progress')
  await command.open()
  expect(await untilEnded(world, task)).toMatchObject({ status: 'completed' })
  const lines = await logOf(world, task)
  expect(lines.filter((line) => line === 'begun')).toHaveLength(1)
  expect(lines.some((line) => line.startsWith('Paused: '))).toBe(true)
}, 120_000)

test.concurrent('a server that is stopped for longer than a lease costs no step its work', async () => {
  await using database = await sqlite.migrated()
  await using server = await startServerProcess(database, { settings })
  await using world = await worldOf(server.connection)
  const command = beating(world.folder)
  await using agent = await world.agent({ name: 'one' })
  const task = await enqueueBeating(world, command)
  await untilLogged(world, task, /^begun$/)
  server.process.kill('SIGSTOP')
  await agent.event('paused', task)
  await sleep(leaseSeconds * 400)
  server.process.kill('SIGCONT')
  await agent.event('resumed', task)
  await command.open()
  expect(await untilEnded(world, task)).toMatchObject({ status: 'completed' })
  expect((await logOf(world, task)).filter((line) => line === 'begun')).toHaveLength(1)
}, 120_000)

test.concurrent('an agent that is cut off pauses its step before another begins the task, and ends it when the network is back', async () => {
  await using world = await anAgentWorld(settings)
  await using way = await breakable(world.connection.url)
  const command = beating(world.folder)
  await using first = await world.agent({ name: 'one', connection: { ...world.connection, url: way.url } })
  const task = await enqueueBeating(world, command)
  await untilLogged(world, task, /^begun$/)
  await using other = await world.agent({ name: 'two' })
  way.cut()
  await first.event('paused', task)
  await other.event('started', task)
  await untilBeating(command, 'two:0')
  way.mend()
  await first.event('ended', task)
  await expectNeverTwo(command, 'one:0', 'two:0')
  await command.open()
  expect(await untilEnded(world, task)).toMatchObject({ status: 'completed', last_worker: 'two:0' })
}, 120_000)
