import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { anAgentWorld, enqueue, untilEnded, untilStatus } from '../test/agent-world.ts'

test('a second agent of the same name is refused with the first one’s host and the cure, and replaces the first at once when that is killed', async () => {
  await using world = await anAgentWorld()
  const { id: other } = await world.api.queues.create({ name: 'other' })
  const one = await world.agentProcess({ name: 'twin', work: join(world.folder, 'one') })
  const task = await enqueue(world, 'sleep 60')
  await untilStatus(world, task, 'in_progress')
  const twin = { name: 'twin', work: join(world.folder, 'two'), queues: ['other'] }
  await expect(world.agent(twin)).rejects.toThrow(
    `An agent named twin runs already on ${hostname()} as process ${one.pid}. Stop it, or give this one another name`,
  )
  expect((await world.api.tasks.get_by_id({ task })).task.status).toBe('in_progress')
  await one.signal('SIGKILL')
  await using _two = await world.agent(twin)
  expect(await untilEnded(world, await enqueue(world, 'true', { queue: other }))).toMatchObject({ status: 'completed' })
})

test('an agent takes the folder of one that was killed in another container as soon as that counts as dead, and says why it waits', async () => {
  await using world = await anAgentWorld()
  const work = join(world.folder, 'shared')
  const lock = join(work, 'lock')
  await mkdir(work)
  await writeFile(lock, JSON.stringify({ id: 'x', host: hostname(), pidNamespace: 'a container', pid: 1, started: '' }))
  // Longer ago than an agent waits for one whose processes it sees, and not yet so long that the other counts as dead.
  const seen = new Date(Date.now() - 56_000)
  await utimes(lock, seen, seen)
  await using agent = await world.agent({ name: 'shared', work })
  expect(agent.name).toBe('shared')
  const [first] = agent.events
  expect(first).toMatchObject({ kind: 'problem', what: 'Taking its folder' })
  expect(String(first?.kind === 'problem' && first.error)).toMatch(/^Error: An agent on .*, process 1 of another container or machine, has/)
})
