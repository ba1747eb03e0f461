import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { anAgentWorld, enqueue, untilEnded, untilLogged, untilStatus } from './agent-world-for-tests.ts'
import { beating, enqueueBeating, expectNeverTwo, leaseSeconds, settings, untilBeating } from './beating-command-for-tests.ts'

test.concurrent('the orphan of a killed agent has ended before another agent begins its task', async () => {
  await using world = await anAgentWorld(settings)
  const command = beating(world.folder)
  await using first = await world.agentProcess({ name: 'one' })
  const task = await enqueueBeating(world, command)
  await untilLogged(world, task, /^begun$/)
  await using other = await world.agent({ name: 'two' })
  await first.signal('SIGKILL')
  await other.event('started', task)
  await untilStatus(world, task, 'in_progress')
  await untilBeating(command, 'two:0')
  await expectNeverTwo(command, 'one:0', 'two:0')
  await command.open()
  expect(await untilEnded(world, task)).toMatchObject({ status: 'completed', last_worker: 'two:0' })
  // Its next process finds it ended, and disturbs nobody.
  await using again = await world.agent({ name: 'one' })
  await again.event('ended', task)
  await expectNeverTwo(command, 'one:0', 'two:0')
}, 120_000)

test.concurrent('an agent that is killed and starts again within the lease goes on with its step', async () => {
  await using world = await anAgentWorld(settings)
  const command = beating(world.folder)
  await using first = await world.agentProcess({ name: 'one' })
  const task = await enqueueBeating(world, command)
  await untilLogged(world, task, /^begun$/)
  await first.signal('SIGKILL')
  await sleep(leaseSeconds * 300)
  await using agent = await world.agent({ name: 'one' })
  await agent.event('adopted', task)
  // Longer than the lease that the dead process had renewed.
  await sleep(leaseSeconds * 1200)
  await command.open()
  expect(await untilEnded(world, task)).toMatchObject({ status: 'completed' })
  expect(agent.events.filter(({ kind }) => kind === 'paused' || kind === 'claimed')).toEqual([])
}, 120_000)

test.concurrent('a supervisor that is killed is replaced', async () => {
  await using world = await anAgentWorld(settings)
  const command = beating(world.folder)
  await using first = await world.agentProcess({ name: 'one' })
  const task = await enqueueBeating(world, command)
  await untilLogged(world, task, /^begun$/)
  const file = join(world.folder, 'one', 'supervisor')
  const before = JSON.parse(await readFile(file, 'utf8')) as { pid: number }
  process.kill(before.pid, 'SIGKILL')
  await until(async () => (JSON.parse(await readFile(file, 'utf8')) as { pid: number }).pid !== before.pid)
  await using other = await world.agent({ name: 'two' })
  await first.signal('SIGKILL')
  await other.event('started', task)
  await untilBeating(command, 'two:0')
  await expectNeverTwo(command, 'one:0', 'two:0')
  await command.open()
  await untilEnded(world, task)
}, 120_000)

test.concurrent('steps that come and go beside it do not keep the lease of a long one from being renewed', async () => {
  await using world = await anAgentWorld(settings)
  await using agent = await world.agent({ name: 'one', slots: 3 })
  const gate = join(world.folder, 'gate')
  const long = await enqueue(world, `echo begun; until [ -e ${gate} ]; do sleep 0.05; done`)
  await untilLogged(world, long, /^begun$/)
  for (const deadline = performance.now() + leaseSeconds * 1200; performance.now() < deadline;)
    await untilEnded(world, await enqueue(world, 'true'))
  expect(agent.events.filter(({ kind }) => kind === 'paused')).toEqual([])
  await writeFile(gate, '')
  expect(await untilEnded(world, long)).toMatchObject({ status: 'completed' })
}, 120_000)
