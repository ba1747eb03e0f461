import { processesMarked, startAgentProcess, startStockAgent, until } from '@clearway/testkit'
import { expect } from 'vitest'
import { ended, logOf, standing, stepsOf } from '../pipelines/pipeline-world.ts'
import { test } from './client-test.ts'
import { allCompleted, named, start } from './pipelines/python-pipeline.ts'

test(
  'a controller that holds the only slot that its steps could have, a published agent’s, is explained as stalled, and completes once one of our agents starts',
  { timeout: 400_000 },
  async ({ world, api }) => {
    await using stock = await startStockAgent(world.connection, { queues: ['default'] })
    const { run } = await start(world, 'default')
    await until(async () => (await stepsOf(api, run)).some(({ status }) => status === 'queued'), stock)

    const [first] = await stepsOf(api, run)
    const explained = async () => (await api.tasks.explain({ task: first!.id })).wait
    await until(async () => (await explained())?.reason === 'stalled', stock, 100_000)
    const [worker] = (await api.workers.get_all({})).workers
    expect(await explained()).toMatchObject({
      held_by: [{ id: run }],
      cycle: [{ id: first!.id }, { kind: 'queue', name: 'default' }, { kind: 'worker', id: worker!.id }, { id: run }, { id: first!.id }],
      cures: [{ kind: 'agent', command: 'clearway agent --queue default' }],
    })
    expect((await api.tasks.explain({ task: run })).waits_for).toMatchObject([{ id: first!.id, wait: { reason: 'stalled' } }])

    await using lane = await startAgentProcess(world.connection, { queues: ['services'], servicesMode: true })
    const controller = await ended(api, run, 280)
    expect(controller.status, (await standing(api, run)) + stock.output()).toBe('completed')
    expect(controller.last_worker).toBe(`${lane.name}:light`)
    const steps = await stepsOf(api, run)
    expect(named(steps)).toEqual(allCompleted)
    expect(steps[0]!.id).toBe(first!.id)
    expect(steps.every(({ last_worker }) => last_worker === worker!.id)).toBe(true)
    expect(await logOf(api, steps.at(-1)!.id)).toContain('TOTAL all 20')
    expect((await api.tasks.explain({ task: run })).moves).toMatchObject([{ worker: worker!.id }])
    await until(async () => (await processesMarked('CLEARML_TASK_ID', run)).length === 0)
  },
)
