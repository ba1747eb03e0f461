import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '@clearway/testkit'
import { expect } from 'vitest'
import { enqueue, untilEnded, untilLogged, untilStatus } from '../test/agent-world.ts'
import { expectNoOverlap, leaseSeconds, startTask, test, untilRunBy } from '../test/recording-command.ts'

test.concurrent('the step of a killed agent has ended before another agent begins its task', async ({ world, command }) => {
  await using first = await world.agentProcess({ name: 'one' })
  const task = await startTask(world, command)
  await using other = await world.agent({ name: 'two' })
  await first.signal('SIGKILL')
  await other.event('started', task)
  await untilStatus(world, task, 'in_progress')
  await untilRunBy(command, 'two:0')
  await expectNoOverlap(command, 'one:0', 'two:0')
  await command.letEnd()
  expect(await untilEnded(world, task)).toMatchObject({ status: 'completed', last_worker: 'two:0' })
  // The next process of the killed agent finds that the attempt has ended, and leaves the other's alone.
  await using again = await world.agent({ name: 'one' })
  await again.event('ended', task)
  await expectNoOverlap(command, 'one:0', 'two:0')
})

test.concurrent('an agent that is killed and starts again within the lease continues its step', async ({ world, command }) => {
  await using first = await world.agentProcess({ name: 'one' })
  const task = await startTask(world, command)
  await first.signal('SIGKILL')
  await sleep(leaseSeconds * 300)
  await using agent = await world.agent({ name: 'one' })
  await agent.event('adopted', task)
  // Longer than the lease that the dead process had renewed.
  await sleep(leaseSeconds * 1200)
  await command.letEnd()
  expect(await untilEnded(world, task)).toMatchObject({ status: 'completed' })
  expect(agent.events.filter(({ kind }) => kind === 'paused' || kind === 'claimed')).toEqual([])
})

test.concurrent('a supervisor that is killed is replaced', async ({ world, command }) => {
  await using first = await world.agentProcess({ name: 'one' })
  const task = await startTask(world, command)
  const file = join(world.folder, 'one', 'supervisor')
  const before = JSON.parse(await readFile(file, 'utf8')) as { pid: number }
  process.kill(before.pid, 'SIGKILL')
  await until(async () => (JSON.parse(await readFile(file, 'utf8')) as { pid: number }).pid !== before.pid)
  await using other = await world.agent({ name: 'two' })
  await first.signal('SIGKILL')
  await other.event('started', task)
  await untilRunBy(command, 'two:0')
  await expectNoOverlap(command, 'one:0', 'two:0')
  await command.letEnd()
  await untilEnded(world, task)
})

test.concurrent('the lease of a long step is renewed while short steps begin and end beside it', async ({ world }) => {
  await using agent = await world.agent({ name: 'one', slots: 3 })
  const gate = join(world.folder, 'gate')
  const long = await enqueue(world, `echo begun; until [ -e ${gate} ]; do sleep 0.05; done`)
  await untilLogged(world, long, /^begun$/)
  for (const deadline = performance.now() + leaseSeconds * 1200; performance.now() < deadline;)
    await untilEnded(world, await enqueue(world, 'true'))
  expect(agent.events.filter(({ kind }) => kind === 'paused')).toEqual([])
  await writeFile(gate, '')
  expect(await untilEnded(world, long)).toMatchObject({ status: 'completed' })
})
