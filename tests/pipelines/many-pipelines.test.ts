import { database, startAgentProcess } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { cloneRun, ended, expectApart, pidOf, pipelineWorld, standing, stepsOf, submit } from './pipeline-world.ts'

test('twenty pipelines at once, on one agent with one slot and one queue', { timeout: 240_000 }, async () => {
  await using world = await pipelineWorld(database, { command: 'echo "step pid $$"' })
  const { api } = world
  const { run: first } = await submit(world, 'chain.ts', { queue: 'default' })
  const { id: queue } = await api.queues.get_default({})
  const runs = [first]
  while (runs.length < 20) runs.push(await cloneRun(api, first, `chain ${runs.length}`))
  for (const run of runs.slice(1)) await api.tasks.enqueue({ task: run, queue })
  await using agent = await startAgentProcess(world.connection, { queues: ['default'] })
  for (const run of runs) expect((await ended(api, run, 200)).status, await standing(api, run)).toBe('completed')
  const steps = (await Promise.all(runs.map((run) => stepsOf(api, run))))
    .flat()
    .toSorted((a, b) => Date.parse(a.started!) - Date.parse(b.started!))
  expect(steps).toHaveLength(60)
  expect(new Set(steps.map(({ last_worker }) => last_worker))).toEqual(new Set([`${agent.name}:0`]))
  await expectApart(api, steps, [agent.pid, process.pid, ...(await Promise.all(runs.map((run) => pidOf(api, run))))])
})
