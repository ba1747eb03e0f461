import { rm, writeFile } from 'node:fs/promises'
import { database, startAgentProcess, until } from '@clearway/testkit'
import { expect, test } from 'vitest'
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
