import { readdir, readFile, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { processesMarked, untilGone } from '@clearway/testkit'
import { expect } from 'vitest'
import { enqueue, logOf, untilEnded, untilLogged, untilStatus, test } from '../test/agent-world.ts'

test('a command runs with its output in the task’s log, and its exit code becomes the status', async ({ world }) => {
  await using _agent = await world.agent()
  const good = await enqueue(world, 'echo out; echo err >&2')
  const bad = await enqueue(world, 'echo dying; exit 3')
  const killed = await enqueue(world, 'kill -9 $$')

  expect(await untilEnded(world, good)).toMatchObject({ status: 'completed', last_worker: 'a1:0' })
  expect(await logOf(world, good)).toEqual(['out', 'err'])
  expect(await untilEnded(world, bad)).toMatchObject({ status: 'failed', status_reason: 'exit code 3' })
  expect(await logOf(world, bad)).toEqual(['dying'])
  expect(await untilEnded(world, killed)).toMatchObject({ status: 'failed', status_reason: expect.stringContaining('SIGKILL') as string })
})

test('a program for Node runs with its task, its server and only the key of its attempt in its environment', async ({ world }) => {
  await using _agent = await world.agent()
  const code = `
    const { CLEARML_TASK_ID, CLEARML_API_HOST, CLEARML_API_ACCESS_KEY: key, CLEARML_API_SECRET_KEY: secret } = process.env
    const answer = await fetch(CLEARML_API_HOST + '/tasks.get_by_id', { method: 'POST', body: JSON.stringify({ task: CLEARML_TASK_ID }),
      headers: { authorization: 'Basic ' + btoa(key + ':' + secret), 'content-type': 'application/json' } })
    const { data } = await answer.json()
    console.log(data.task.id, data.task.status, secret)`
  const task = await enqueue(world, 'node task', { script: { binary: 'node', entry_point: 'step.mjs', diff: code } })
  expect(await untilEnded(world, task)).toMatchObject({ status: 'completed' })
  expect(await logOf(world, task)).toEqual([`${task} in_progress ********`])
})

test('output is in the log while the program runs', async ({ world }) => {
  await using _agent = await world.agent()
  const gate = join(world.folder, 'gate')
  const task = await enqueue(world, `echo begun; until [ -e ${gate} ]; do sleep 0.02; done; echo over`)
  await untilLogged(world, task, /^begun$/)
  expect((await world.api.tasks.get_by_id({ task })).task.status).toBe('in_progress')
  await writeFile(gate, '')
  await untilEnded(world, task)
  expect(await logOf(world, task)).toEqual(['begun', 'over'])
})

test('aborting a task ends all its processes, and it is stopped, whatever exit code they choose', async ({ world }) => {
  await using agent = await world.agent({ graceSeconds: 0.5 })
  const task = await enqueue(world, `trap 'exit 0' TERM; sleep 600 & (trap '' TERM; sleep 601) & echo pids $$ $!; wait`)
  await untilLogged(world, task, /^pids/)
  const event = await agent.event('claimed', task)
  const attempt = 'lease' in event ? event.lease.attempt : ''
  const pids = (await processesMarked('CLEARWAY_ATTEMPT', attempt)).map(({ pid }) => pid)
  expect(pids.length).toBeGreaterThanOrEqual(3)

  await world.api.tasks.stop({ task })
  expect(await untilEnded(world, task)).toMatchObject({ status: 'stopped' })
  await untilGone(pids, 0)
  await agent.event('ended', task)
})

test('two slots run two steps at once, never two in one slot, and a free slot gets the next step at once', async ({ world }) => {
  await using _agent = await world.agent({ slots: 2, gpus: [['0'], ['1']], cpuOnly: false })
  const held = join(world.folder, 'held')
  const met = join(world.folder, 'met')
  // The GPU is the mark of the slot: two steps in one would meet in its folder. The first waits for the second, so that both are there at once.
  const step = `mkdir ${held}$CUDA_VISIBLE_DEVICES || exit 9; until [ -e ${met} ]; do [ -d ${held}0 ] && [ -d ${held}1 ] && touch ${met}; sleep 0.02; done; rmdir ${held}$CUDA_VISIBLE_DEVICES`
  const tasks = await Promise.all(Array.from({ length: 8 }, () => enqueue(world, step)))
  const ended = await Promise.all(tasks.map((task) => untilEnded(world, task)))
  expect(ended.map(({ status }) => status)).toEqual(tasks.map(() => 'completed'))
  expect(new Set(ended.map(({ last_worker }) => last_worker))).toEqual(new Set(['a1:0', 'a1:1']))
})

test('a controller runs in the light lane without a GPU while its step has the only slot', async ({ world }) => {
  await using _agent = await world.agent({ gpus: [['0']], cpuOnly: false })
  const gate = join(world.folder, 'gate')
  const controller = await enqueue(world, `echo "gpus [$CUDA_VISIBLE_DEVICES]"; until [ -e ${gate} ]; do sleep 0.02; done`, {
    type: 'controller',
  })
  await untilStatus(world, controller, 'in_progress')
  const step = await enqueue(world, `echo "gpus [$CUDA_VISIBLE_DEVICES]"; touch ${gate}`)
  expect(await untilEnded(world, step)).toMatchObject({ status: 'completed', last_worker: 'a1:0' })
  expect(await untilEnded(world, controller)).toMatchObject({ status: 'completed', last_worker: 'a1:light' })
  expect([await logOf(world, controller), await logOf(world, step)]).toEqual([['gpus []'], ['gpus [0]']])
})

test('an agent in services mode takes controllers and no steps', async ({ world }) => {
  await using agent = await world.agent({ servicesMode: true })
  const step = await enqueue(world, 'true')
  const controller = await enqueue(world, 'true', { type: 'controller' })
  expect(await untilEnded(world, controller)).toMatchObject({ status: 'completed' })
  expect((await world.api.tasks.get_by_id({ task: step })).task.status).toBe('queued')
  expect(agent.events.filter(({ kind }) => kind === 'claimed')).toHaveLength(1)
})

test('a task that cannot be set up fails with the reason; in the light lane it gets a slot first', async ({ world }) => {
  await using agent = await world.agent()
  const script = { binary: 'sh', repository: join(world.folder, 'no-such-repository'), branch: 'main', entry_point: 'x.sh' }
  const step = await enqueue(world, 'step', { script })
  expect(await untilEnded(world, step)).toMatchObject({
    status: 'failed',
    status_reason: expect.stringMatching(/^set-up failed: /) as string,
  })
  expect((await logOf(world, step)).join('\n')).toContain('no-such-repository')
  const controller = await enqueue(world, 'controller', { script, type: 'controller' })
  expect(await untilEnded(world, controller)).toMatchObject({ status: 'failed', last_worker: 'a1:0' })
  const lanes = agent.events.flatMap((event) =>
    event.kind === 'ended' && event.lease.task === controller ? [`${event.lease.lane} ${event.outcome}`] : [],
  )
  expect(lanes).toEqual(['light handed_back', 'step failed'])
})

test('a task ends although its background process still runs, and the background process ends with it', async ({ world }) => {
  await using agent = await world.agent()
  const task = await enqueue(world, 'setsid sleep 600 & echo pid $!')
  const pid = Number((await untilLogged(world, task, /^pid (\d+)$/))[1])
  expect(await untilEnded(world, task)).toMatchObject({ status: 'completed' })
  await agent.event('ended', task)
  await untilGone([pid], 0)
})

test('the files of an attempt are deleted after its end', async ({ world }) => {
  {
    await using _agent = await world.agent()
    await untilEnded(world, await enqueue(world, 'echo x'))
  }
  expect(await readdir(join(world.folder, 'a1', 'attempts'))).toEqual([])
})

test('an agent is refused by the name of a missing queue, and creates the queue where its options say so', async ({ world }) => {
  await expect(world.agent({ queues: ['gpu'] })).rejects.toThrow('There is no queue "gpu"')
  await using agent = await world.agent({ queues: ['gpu', world.queueName], createQueues: true })
  expect(agent.queues.map(({ name }) => name)).toEqual(['gpu', world.queueName])
  const task = await enqueue(world, 'true', { queue: agent.queues[0]!.id })
  expect(await untilEnded(world, task)).toMatchObject({ status: 'completed' })
})

test('an agent with a wrong key does not start, and neither does a second one in the same folder', async ({ world }) => {
  await expect(world.agent({ connection: { ...world.connection, secretKey: 'wrong' } })).rejects.toMatchObject({
    code: 'invalid_credentials',
  })
  await using _agent = await world.agent()
  await expect(world.agent()).rejects.toThrow(`An agent named a1 runs already on ${hostname()} as process ${process.pid}. Stop it, or give`)
})

test('workers are listed with what they run until their agent ends', async ({ world }) => {
  const names = async (): Promise<readonly (readonly [string, string | undefined])[]> =>
    (await world.api.workers.get_all({})).workers.map(({ id, task }) => [id, task?.id])
  {
    await using agent = await world.agent()
    expect(await names()).toEqual([
      ['a1:0', undefined],
      ['a1:light', undefined],
    ])
    const task = await enqueue(world, 'sleep 600')
    await agent.event('started', task)
    expect(await names()).toEqual([
      ['a1:0', task],
      ['a1:light', undefined],
    ])
  }
  expect(await names()).toEqual([])
})

test('a secret of the agent is in no log', async ({ world }) => {
  const environment = { ...process.env, CLEARML_AGENT_GIT_USER: 'me', CLEARML_AGENT_GIT_PASS: 'pa55w0rd-of-git' }
  await using _agent = await world.agent({ environment })
  const file = join(world.folder, 'leak')
  await writeFile(file, `key ${world.connection.secretKey} git pa55w0rd-of-git\n`)
  const task = await enqueue(world, `cat ${file}; env | grep -c pa55w0rd-of-git`)
  await untilEnded(world, task)
  expect(await logOf(world, task)).toEqual(['key ******** git ********', '0'])
  expect(await readFile(file, 'utf8')).toContain('pa55w0rd-of-git')
})

test('an agent continues to serve its other queues when one of them is deleted', async ({ world }) => {
  const { api } = world
  const { id: extra } = await api.queues.create({ name: 'extra' })
  await using _agent = await world.agent({ queues: ['extra', world.queueName] })
  await api.queues.delete({ queue: extra })
  // The first one ends the poll that was opened before; the second is taken by one that was opened after.
  for (const command of ['echo first', 'echo second']) {
    const task = await enqueue(world, command)
    expect(await untilEnded(world, task)).toMatchObject({ status: 'completed' })
  }
})

test('an agent reports the load of its machine as soon as it serves', async ({ world }) => {
  await using agent = await world.agent()
  const now = Date.now() / 1000
  const request = { from_date: now - 60, to_date: now + 3600, interval: 3600, worker_ids: [`${agent.name}:0`] }
  await expect
    .poll(async () => {
      const { workers } = await world.api.workers.get_stats({ ...request, items: [{ key: 'memory_used' }, { key: 'cpu_usage' }] })
      return workers[0]?.metrics.map(({ metric, stats }) => [metric, (stats[0]?.values[0] ?? -1) >= 0])
    })
    .toEqual([
      ['cpu_usage', true],
      ['memory_used', true],
    ])
})
