import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { processesMarked, sqlite, startServerProcess, until, untilGone } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { startAgent } from './agent.ts'
import { faultPoints } from '../../runtime/src/fault.ts'
import { anAgentWorld, enqueue, logOf, untilEnded, untilLogged, untilStatus, untilWritten, worldOf } from '../test/agent-world.ts'

/** A command that notes each of its runs in a file, says so, and then waits for another file. */
function gated(folder: string): { readonly entry: string; readonly open: () => Promise<void>; readonly runs: () => Promise<number> } {
  const [gate, runs] = [join(folder, 'gate'), join(folder, 'runs')]
  return {
    entry: `echo x >> ${runs}; echo begun; until [ -e ${gate} ]; do sleep 0.02; done; echo over`,
    open: async () => writeFile(gate, ''),
    runs: async () => (await readFile(runs, 'utf8')).split('\n').length - 1,
  }
}

test('a step survives a server that is killed and started again, and its end is recorded once', async () => {
  await using database = await sqlite.migrated()
  await using first = await startServerProcess(database)
  const settings = { port: Number(new URL(first.connection.url).port) }
  await using world = await worldOf(first.connection)
  await using agent = await world.agent({ slots: 2 })
  const command = gated(world.folder)
  const long = await enqueue(world, command.entry)
  const meanwhile = join(world.folder, 'short')
  const short = await enqueue(world, `until [ -e ${meanwhile}.gate ]; do sleep 0.02; done; echo late; echo done > ${meanwhile}`)
  await untilLogged(world, long, /^begun$/)
  await untilStatus(world, short, 'in_progress')

  await first.kill()
  await agent.event('server_away')
  // This one ends while nobody can be told.
  await writeFile(`${meanwhile}.gate`, '')
  await untilWritten(meanwhile)
  await using _second = await startServerProcess(database, { settings })
  await agent.event('server_back')
  await command.open()
  expect(await untilEnded(world, short)).toMatchObject({ status: 'completed' })
  expect(await untilEnded(world, long)).toMatchObject({ status: 'completed' })
  expect(await logOf(world, short)).toEqual(['late'])
  expect(await logOf(world, long)).toEqual(['begun', 'over'])
  expect(await command.runs()).toBe(1)
  const again = await enqueue(world, 'true')
  expect(await untilEnded(world, again)).toMatchObject({ status: 'completed' })
})

test('an agent whose server was killed before the answer to its claim gets the task at its next claim', async () => {
  await using database = await sqlite.migrated()
  // Else the task would come back by itself.
  const settings = { confirmSeconds: 3600 }
  await using first = await startServerProcess(database, { settings })
  await using world = await worldOf(first.connection)
  const task = await enqueue(world, 'echo ran')
  await first.kill()

  const port = Number(new URL(first.connection.url).port)
  await using dying = await startServerProcess(database, {
    settings: { ...settings, port },
    env: { CLEARWAY_FAULT: 'after:workers.claim' },
  })
  const starting = world.agentProcess()
  await dying.ended
  await using _second = await startServerProcess(database, { settings: { ...settings, port } })
  await using _agent = await starting
  expect(await untilEnded(world, task)).toMatchObject({ status: 'completed' })
  expect(await logOf(world, task)).toEqual(['ran'])
})

test('a step survives kill -9 of its agent, and the next agent process adopts it', async () => {
  await using world = await anAgentWorld()
  const command = gated(world.folder)
  await using first = await world.agentProcess()
  const task = await enqueue(world, command.entry)
  await untilLogged(world, task, /^begun$/)
  await first.signal('SIGKILL')

  await using agent = await world.agent()
  await agent.event('adopted', task)
  await command.open()
  expect(await untilEnded(world, task)).toMatchObject({ status: 'completed', last_worker: 'a1:0' })
  expect(await logOf(world, task)).toEqual(['begun', 'over'])
  expect(await command.runs()).toBe(1)
  expect(await untilEnded(world, await enqueue(world, 'true'))).toMatchObject({ status: 'completed' })
})

test('a step that ends while its agent is dead is recorded once, with its own exit code', async () => {
  await using world = await anAgentWorld()
  const command = gated(world.folder)
  await using first = await world.agentProcess()
  const over = join(world.folder, 'over')
  const task = await enqueue(world, `${command.entry}; echo y > ${over}; exit 7`)
  await untilLogged(world, task, /^begun$/)
  await first.signal('SIGKILL')
  await command.open()
  await untilWritten(over)

  await using _agent = await world.agent()
  expect(await untilEnded(world, task)).toMatchObject({ status: 'failed', status_reason: 'exit code 7' })
  expect(await logOf(world, task)).toEqual(['begun', 'over'])
  expect(await command.runs()).toBe(1)
})

test('a task whose agent was killed during its set-up is queued again and runs once', async () => {
  await using world = await anAgentWorld()
  const [entered, gate] = [join(world.folder, 'entered'), join(world.folder, 'gate')]
  // A git that stays until it is let go: the set-up hangs in it.
  const git = join(world.folder, 'git')
  await writeFile(git, `#!/bin/sh\necho y >> ${entered}\nuntil [ -e ${gate} ]; do sleep 0.02; done\nexit 1\n`, { mode: 0o755 })
  await using first = await world.agentProcess({ environment: { ...process.env, PATH: `${world.folder}:${process.env['PATH']}` } })
  const task = await enqueue(world, 'set up', {
    script: { binary: 'sh', repository: 'https://127.0.0.1:9/none.git', branch: 'main', entry_point: 'x.sh' },
  })
  await untilWritten(entered)
  await first.signal('SIGKILL')
  await writeFile(gate, '')
  await world.api.tasks.edit({ task, script: { binary: 'sh', repository: '', branch: '', entry_point: 'echo ran' }, force: true })

  await using _agent = await world.agent()
  expect(await untilEnded(world, task)).toMatchObject({ status: 'completed' })
  expect((await logOf(world, task)).filter((line) => line === 'ran')).toEqual(['ran'])
})

test('an abort during the agent’s absence stops the adopted step', async () => {
  await using world = await anAgentWorld()
  await using first = await world.agentProcess()
  const task = await enqueue(world, 'echo pid $$; sleep 600')
  const pid = Number((await untilLogged(world, task, /^pid (\d+)$/))[1])
  await first.signal('SIGKILL')
  await world.api.tasks.stop({ task })

  await using _agent = await world.agent()
  expect(await untilEnded(world, task)).toMatchObject({ status: 'stopped' })
  await untilGone([pid], 0)
})

test('an agent whose step was claimed by another agent ends its own processes and not the other agent’s', async () => {
  await using world = await anAgentWorld({ leaseSeconds: 5 })
  const command = gated(world.folder)
  await using first = await world.agentProcess()
  const task = await enqueue(world, `${command.entry}; echo pid $$`)
  await untilLogged(world, task, /^begun$/)
  await first.signal('SIGKILL')
  // Its lease runs out, and another agent runs the task.
  await using other = await world.agent({ name: 'a2' })
  await other.event('started', task)
  await until(async () => (await processesMarked('CLEARML_WORKER_ID', 'a2:0')).length > 0)

  await using agent = await world.agent()
  await agent.event('ended', task)
  const [own, left] = [await processesMarked('CLEARML_TASK_ID', task), await processesMarked('CLEARML_WORKER_ID', 'a1:0')]
  expect(own.filter(({ pid }) => left.some((one) => one.pid === pid))).toEqual([])
  expect((await processesMarked('CLEARML_WORKER_ID', 'a2:0')).length).toBeGreaterThan(0)
  await command.open()
  expect(await untilEnded(world, task)).toMatchObject({ status: 'completed', last_worker: 'a2:0' })
})

test('SIGTERM of an agent hands its steps back: they are queued again, neither completed nor failed', async () => {
  await using world = await anAgentWorld()
  await using first = await world.agentProcess()
  const task = await enqueue(world, `trap 'exit 0' TERM; echo pid $$; sleep 600 & wait`)
  const pid = Number((await untilLogged(world, task, /^pid (\d+)$/))[1])
  await first.signal('SIGTERM')
  await untilGone([pid], 0)
  expect((await world.api.tasks.get_by_id({ task })).task).toMatchObject({ status: 'queued', status_reason: 'handed back' })
  expect((await world.api.workers.get_all({})).workers).toEqual([])
  await world.api.tasks.edit({ task, script: { binary: 'sh', entry_point: 'echo again' }, force: true })
  await using _agent = await world.agent()
  expect(await untilEnded(world, task)).toMatchObject({ status: 'completed' })
})

test('a draining agent claims no new steps, and a second drain stops those that it waits for', async () => {
  await using world = await anAgentWorld()
  const command = gated(world.folder)
  await using agent = await world.agent({ slots: 2 })
  const [finishing, endless] = [await enqueue(world, command.entry), await enqueue(world, 'sleep 600')]
  await agent.event('started', finishing)
  await agent.event('started', endless)
  const drained = agent.drain('wait')
  const late = await enqueue(world, 'true')
  await command.open()
  expect(await untilEnded(world, finishing)).toMatchObject({ status: 'completed' })
  await agent.drain('stop')
  await drained
  const { tasks } = await world.api.tasks.get_all({ id: [endless, late], only_fields: ['id', 'status'] })
  expect(new Map(tasks.map(({ id, status }) => [id, status]))).toEqual(
    new Map([
      [endless, 'queued'],
      [late, 'queued'],
    ]),
  )
})

test('a draining agent hands its controller back at once, for another light lane to continue', async () => {
  await using world = await anAgentWorld()
  await using agent = await world.agent()
  const controller = await enqueue(world, 'sleep 600', { type: 'controller' })
  await agent.event('started', controller)
  await agent.drain('wait')
  expect((await world.api.tasks.get_by_id({ task: controller })).task.status).toBe('queued')
})

test('a detached agent leaves its steps to its next process', async () => {
  await using world = await anAgentWorld()
  const command = gated(world.folder)
  const first = await world.agent()
  const task = await enqueue(world, command.entry)
  await untilLogged(world, task, /^begun$/)
  await first.detach()
  expect((await world.api.tasks.get_by_id({ task })).task.status).toBe('in_progress')
  await command.open()
  await using _second = await world.agent()
  expect(await untilEnded(world, task)).toMatchObject({ status: 'completed' })
  expect(await command.runs()).toBe(1)
})

test('leases are renewed while a long poll hangs', async () => {
  await using world = await anAgentWorld({ leaseSeconds: 2 })
  await using agent = await world.agent()
  const task = await enqueue(world, 'sleep 5')
  const ended = await untilEnded(world, task)
  // The long poll is asked for 20 s: only the heartbeat can have renewed a lease of 2 s.
  expect(ended.status).toBe('completed')
  expect(agent.events.filter(({ kind }) => kind === 'claimed')).toHaveLength(1)
})

test('an agent killed at any point of an attempt: each task runs once to its end and none is lost', async () => {
  const points = faultPoints.filter((point) => point !== 'intent saved')
  // Most of the agents die with the same task, which is then lost more often in a row than a server takes by default.
  await using world = await anAgentWorld({ maxLost: points.length })
  const runs = join(world.folder, 'runs')
  await mkdir(runs)
  const tasks: string[] = []
  for (let index = 0; index <= points.length; index += 1)
    tasks.push(await enqueue(world, `echo x >> ${runs}/$CLEARML_TASK_ID; sleep 0.05; echo y >> ${runs}/$CLEARML_TASK_ID`))
  for (const point of points) {
    await using agent = await world.agentProcess({}, { CLEARWAY_AGENT_FAULT: point })
    expect([point, await agent.ended]).toEqual([point, 'SIGKILL'])
  }
  await using _last = await world.agent()
  const ended = await Promise.all(tasks.map((task) => untilEnded(world, task)))
  expect(ended.map(({ status }) => status)).toEqual(tasks.map(() => 'completed'))
  const texts = await Promise.all(tasks.map((task) => readFile(join(runs, task), 'utf8')))
  expect(texts).toEqual(tasks.map(() => 'x\ny\n'))
})

test('a step whose agent is killed after it has recorded that it stops the step is stopped, and not recorded as ended by itself', async () => {
  await using world = await anAgentWorld()
  await using first = await world.agentProcess({}, { CLEARWAY_AGENT_FAULT: 'intent saved' })
  const task = await enqueue(world, 'echo pid $$; sleep 600')
  const pid = Number((await untilLogged(world, task, /^pid (\d+)$/))[1])
  await world.api.tasks.stop({ task })
  expect(await first.ended).toBe('SIGKILL')
  await using _second = await world.agent()
  expect(await untilEnded(world, task)).toMatchObject({ status: 'stopped' })
  await untilGone([pid], 0)
})

test('an agent that starts before its server waits for it', async () => {
  await using database = await sqlite.migrated()
  const first = await startServerProcess(database)
  const settings = { port: Number(new URL(first.connection.url).port) }
  await using world = await worldOf(first.connection)
  await first.kill()
  const away = Promise.withResolvers<void>()
  const starting = startAgent({
    connection: world.connection,
    work: join(world.folder, 'early'),
    cache: join(world.folder, 'cache'),
    onEvent: ({ kind }) => kind === 'server_away' && away.resolve(),
  })
  await away.promise
  await using _second = await startServerProcess(database, { settings })
  await using agent = await starting
  expect(agent.queues.map(({ name }) => name)).toEqual(['default'])
  expect(await untilEnded(world, await enqueue(world, 'true'))).toMatchObject({ status: 'completed', last_worker: `${agent.name}:0` })
})
