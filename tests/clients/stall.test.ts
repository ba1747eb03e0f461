import { join } from 'node:path'
import { database, processesMarked, runPython, startAgentProcess, startServer, startStockAgent, until } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { ended, logOf, standing, stepsOf } from '../pipelines/pipeline-world.ts'

const program = join(import.meta.dirname, 'programs/function_pipeline.py')

test(
  'a published agent that holds a pipeline before its own steps: named, and completed by itself once an agent of ours lives',
  { timeout: 400_000 },
  async () => {
    await using world = await startServer(database)
    const { api } = world
    await using stock = await startStockAgent(world.connection, { queues: ['default'] })
    const { exitCode, output, stdout } = await runPython(program, ['default'], { server: world.connection })
    expect(exitCode, output).toBe(0)
    const run = /^PIPELINE (\w{32})$/m.exec(stdout)?.[1] ?? ''
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
    expect(steps.map(({ name, status }) => [name, status])).toEqual(['numbers', 'doubled', 'total'].map((name) => [name, 'completed']))
    expect(steps[0]!.id).toBe(first!.id)
    expect(steps.every(({ last_worker }) => last_worker === worker!.id)).toBe(true)
    expect(await logOf(api, steps.at(-1)!.id)).toContain('TOTAL all 20')
    expect((await api.tasks.explain({ task: run })).moves).toMatchObject([{ worker: worker!.id }])
    await until(async () => (await processesMarked('CLEARML_TASK_ID', run)).length === 0)
  },
)
