import { writeFile } from 'node:fs/promises'
import { database, startServer, startStockAgent, until } from '@clearway/testkit'
import { expect } from 'vitest'
import { test } from './client-test.ts'

const script = `from clearml import Task
task = Task.init(project_name="examples", task_name="ignored")
values = task.connect({"rate": 0.5})
print("the rate is", values["rate"])
task.get_logger().report_scalar("loss", "train", value=values["rate"], iteration=1)
`

test(
  'the published agent serves a queue: takes, runs and completes a task, and its log and metrics arrive',
  { timeout: 120_000 },
  async ({ world, api }) => {
    const { id: queue } = await api.queues.get_default({})
    const { id: task } = await api.tasks.create({
      name: 'a literal script',
      type: 'training',
      script: { binary: 'python3', entry_point: 'script.py', diff: script, requirements: { pip: '' } },
    })
    await using agent = await startStockAgent(world.connection, { queues: ['default'] })
    await api.tasks.enqueue({ task, queue })
    await until(async () => ['completed', 'failed', 'stopped'].includes((await api.tasks.get_by_id({ task })).task.status ?? ''), agent)

    const { task: ended } = await api.tasks.get_by_id({ task })
    const { events } = await api.events.get_task_log({ task, order: 'asc' })
    const log = events.map(({ msg }) => String(msg)).join('\n')
    expect(ended.status, log).toBe('completed')
    expect(log).toContain('the rate is 0.5')
    expect(ended.last_worker).toContain(agent.name)
    expect(Object.values(ended.last_metrics ?? {})).toHaveLength(1)
    const { workers } = await api.workers.get_all({})
    expect(workers.find(({ id }) => id === ended.last_worker)?.queues).toMatchObject([{ name: 'default', num_tasks: 0 }])
  },
)

test('a task whose published agent is killed is queued again and runs to its end', { timeout: 240_000 }, async () => {
  await using world = await startServer(database, { settings: { stockLeaseSeconds: 60 } })
  const { api } = world
  const { id: queue } = await api.queues.get_default({})
  const slow = `import time, pathlib, sys\nprint("began", flush=True)\nflag = pathlib.Path(sys.argv[0]).parent\ntime.sleep(0 if pathlib.Path("${world.database.folder}/second").exists() else 600)\n`
  const { id: task } = await api.tasks.create({
    name: 'a slow script',
    type: 'training',
    script: { binary: 'python3', entry_point: 'script.py', diff: slow, requirements: { pip: '' } },
  })
  await api.tasks.enqueue({ task, queue })
  const first = await startStockAgent(world.connection, { queues: ['default'] })
  await until(async () => (await api.events.get_task_log({ task })).events.some(({ msg }) => String(msg).includes('began')), first)
  await first.kill()
  await until(async () => (await api.tasks.get_by_id({ task })).task.status === 'queued', first, 120_000)
  await writeFile(`${world.database.folder}/second`, '')
  await using second = await startStockAgent(world.connection, { queues: ['default'] })
  await until(async () => (await api.tasks.get_by_id({ task })).task.status === 'completed', second)
  expect((await api.tasks.get_by_id({ task })).task.status_message).not.toContain('lost')
})
