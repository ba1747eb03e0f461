import { rm, writeFile } from 'node:fs/promises'
import { database, startAgentProcess, until } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { openConnection } from '@clearway/sdk'
import broken from './programs/functions/broken.ts'
import mended from './programs/functions/mended.ts'
import { ended, logOf, pipelineWorld, standing, stepsOf, submit } from './pipeline-world.ts'

test(
  'a paused run waits, a failed one goes on at its failed step, and a retry from a step runs it and what is below anew',
  {
    timeout: 120_000,
  },
  async () => {
    await using world = await pipelineWorld(database)
    const { api } = world
    await using _agent = await startAgentProcess(world.connection, { queues: ['default'] })
    const { run } = await submit(world, 'retried.ts', { queue: 'default' })
    await until(async () => (await stepsOf(api, run)).some(({ status }) => status === 'in_progress'))
    expect((await api.runs.pause({ run })).paused).toEqual([run])
    await until(async () => (await stepsOf(api, run)).every(({ status }) => status === 'completed'))
    await until(async () => (await api.runs.view({ run })).steps.some(({ name, status }) => name === 'load' && status === 'completed'))
    expect((await stepsOf(api, run)).map(({ name }) => name)).toEqual(['load'])
    await api.runs.resume({ run })
    expect((await ended(api, run)).status, await standing(api, run)).toBe('failed')

    const train = (await stepsOf(api, run)).find(({ name }) => name === 'train')?.id ?? ''
    const outcome = `/tmp/clearway-outcome-${train}`
    await writeFile(outcome, 'good')
    try {
      expect(await api.runs.retry({ run, parameters: { outcome: 'good' } })).toMatchObject({ status: 'queued', steps: ['train'] })
      expect((await ended(api, run)).status, await standing(api, run)).toBe('completed')
    } finally {
      await rm(outcome, { force: true })
    }
    const first = await stepsOf(api, run)
    expect(first.map(({ name, status }) => [name, status])).toEqual([
      ['load', 'completed'],
      ['train', 'completed'],
      ['report', 'completed'],
    ])
    expect(first[1]).toMatchObject({ id: train, hyperparams: { Args: { outcome: { value: 'good' } } } })
    expect((await logOf(api, train)).match(/^training$/gm)?.length).toBe(2)

    await api.runs.retry({ run, from: 'report' })
    expect((await ended(api, run)).status, await standing(api, run)).toBe('completed')
    const again = await stepsOf(api, run)
    expect(again.map(({ name }) => name)).toEqual(['load', 'train', 'report', 'report'])
    expect(again.filter(({ id }) => first.some((step) => step.id === id)).map(({ completed }) => completed)).toEqual(
      first.map(({ completed }) => completed),
    )
  },
)

test(
  'a run of functions goes on with the mended file, then with other parameters, and what had completed is not repeated',
  { timeout: 120_000 },
  async () => {
    await using world = await pipelineWorld(database)
    const { api } = world
    const connection = await openConnection({ url: world.url, credentials: world.connection })
    await using _agent = await startAgentProcess(world.connection, { queues: ['default'] })
    const { id: run } = await broken.run({}, { connection, queue: 'default' })
    expect((await ended(api, run)).status, await standing(api, run)).toBe('failed')
    const [load] = await stepsOf(api, run)

    const again = await mended.retry(run, { from: 'train', connection })
    expect(again.id).toBe(run)
    expect((await ended(api, run)).status, await standing(api, run)).toBe('completed')
    expect(await again.result()).toBe(42)
    const steps = await stepsOf(api, run)
    expect(steps.map(({ name, status }) => [name, status])).toEqual([
      ['load', 'completed'],
      ['train', 'failed'],
      ['train', 'completed'],
    ])
    expect(steps[0]).toMatchObject({ id: load?.id, completed: load?.completed })

    // The body gives the retried step the new value, although it had another when it was recorded.
    await api.runs.retry({ run, from: 'train', parameters: { factor: 3 } })
    expect((await ended(api, run)).status, await standing(api, run)).toBe('completed')
    expect(await again.result()).toBe(63)
    expect((await stepsOf(api, run)).map(({ name }) => name)).toEqual(['load', 'train', 'train', 'train'])
  },
)
