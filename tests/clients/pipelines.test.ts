import { join } from 'node:path'
import type { Task } from '@clearway/contract'
import type { Api } from '@clearway/sdk'
import {
  forEachDatabase,
  killAll,
  killTree,
  processesMarked,
  runPython,
  startAgentProcess,
  startServer,
  startStockAgent,
  until,
  type World,
} from '@clearway/testkit'
import { describe, expect, test } from 'vitest'
import { ended, logOf, standing, stepsOf } from '../pipelines/pipeline-world.ts'

const programs = join(import.meta.dirname, 'programs')

/** Runs the program of three function steps in one of its modes. Answers the controller's id. */
async function start({ connection }: World, mode: string): Promise<{ readonly run: string; readonly output: string }> {
  const { exitCode, output, stdout } = await runPython(join(programs, 'function_pipeline.py'), [mode], { server: connection })
  expect(exitCode, output).toBe(0)
  return { run: /^PIPELINE (\w{32})$/m.exec(stdout)?.[1] ?? '', output }
}

async function total(api: Api, run: string): Promise<string> {
  const steps = await stepsOf(api, run)
  return logOf(api, steps.find(({ name }) => name === 'total')?.id ?? '')
}
const named = (steps: readonly Task[]) => steps.map(({ name, status }) => [name, status])
const allCompleted = ['numbers', 'doubled', 'total'].map((name) => [name, 'completed'])

forEachDatabase((database) => {
  describe('an unmodified Python pipeline of function steps', { timeout: 300_000 }, () => {
    test('runs with its steps in local processes', async () => {
      await using world = await startServer(database)
      const { run, output } = await start(world, 'local')
      expect(output).toContain('TOTAL all 20')
      expect(named(await stepsOf(world.api, run))).toEqual(allCompleted)
    })

    test('runs with its controller on services and its steps on default', async () => {
      await using world = await startServer(database)
      await using services = await startAgentProcess(world.connection, { queues: ['services'], servicesMode: true })
      await using agent = await startAgentProcess(world.connection, { queues: ['default'] })
      const { run } = await start(world, 'services')
      const controller = await ended(world.api, run, 240)
      expect(controller.status, await standing(world.api, run)).toBe('completed')
      expect(controller.last_worker).toBe(`${services.name}:light`)
      const steps = await stepsOf(world.api, run)
      expect(named(steps)).toEqual(allCompleted)
      expect(steps.every(({ last_worker }) => last_worker === `${agent.name}:0`)).toBe(true)
      expect(await total(world.api, run)).toContain('TOTAL all 20')
    })

    test('runs with controller and steps on one queue, one agent and one slot', async () => {
      await using world = await startServer(database)
      await using agent = await startAgentProcess(world.connection, { queues: ['default'] })
      const { run } = await start(world, 'default')
      const controller = await ended(world.api, run, 240)
      expect(controller.status, await standing(world.api, run)).toBe('completed')
      expect(controller.last_worker).toBe(`${agent.name}:light`)
      expect(named(await stepsOf(world.api, run))).toEqual(allCompleted)
    })

    test('runs with everything on one queue that only a published agent serves, beside a light lane elsewhere', async () => {
      await using world = await startServer(database)
      await using services = await startAgentProcess(world.connection, { queues: ['services'], servicesMode: true })
      await using agent = await startStockAgent(world.connection, { queues: ['default'] })
      const { run } = await start(world, 'default')
      const controller = await ended(world.api, run, 280)
      expect(controller.status, (await standing(world.api, run)) + agent.output()).toBe('completed')
      expect(controller.last_worker).toBe(`${services.name}:light`)
      const steps = await stepsOf(world.api, run)
      expect(named(steps)).toEqual(allCompleted)
      expect(steps.every(({ last_worker }) => last_worker?.startsWith(agent.name) === true)).toBe(true)
    })

    test('goes on after its controller was killed, twice, and repeats no step that had ended', async () => {
      await using world = await startServer(database)
      const { api } = world
      await using _agent = await startAgentProcess(world.connection, { queues: ['default'] })
      const { run } = await start(world, 'default')
      await until(
        async () => (await stepsOf(api, run)).some(({ name, status }) => name === 'numbers' && status === 'completed'),
        { output: () => '' },
        120_000,
      )
      const before = await stepsOf(api, run)
      await killTree(await controllerPid(run))
      // The second blow falls somewhere in the next life: before, while or after it launches its steps anew.
      const moment = Math.random() * 8000
      await until(async () => (await processesMarked('CLEARML_TASK_ID', run)).length > 0)
      await new Promise((resolve) => setTimeout(resolve, moment))
      await killAll((await processesMarked('CLEARML_TASK_ID', run)).map(({ pid }) => pid))
      expect((await ended(api, run, 240)).status, `${moment} ms\n${await standing(api, run)}`).toBe('completed')
      const after = await stepsOf(api, run)
      expect(named(after)).toEqual(allCompleted)
      const numbers = (steps: readonly Task[]) => steps.filter(({ name }) => name === 'numbers').map(({ id, started }) => [id, started])
      expect(numbers(after)).toEqual(numbers(before))
      expect(await total(api, run)).toContain('TOTAL all 20')
    })

    test('keeps what was asked for first where a killed controller asks for something else', async () => {
      await using world = await startServer(database)
      const { api } = world
      await using _agent = await startAgentProcess(world.connection, { queues: ['default'] })
      const { exitCode, output, stdout } = await runPython(join(programs, 'stamped_pipeline.py'), [], { server: world.connection })
      expect(exitCode, output).toBe(0)
      const run = /^PIPELINE (\w{32})$/m.exec(stdout)?.[1] ?? ''
      await until(async () => (await stepsOf(api, run)).some(({ name, status }) => name === 'stamp' && status === 'completed'))
      await killTree(await controllerPid(run))
      expect((await ended(api, run, 240)).status, await standing(api, run)).toBe('completed')
      const steps = await stepsOf(api, run)
      expect(named(steps)).toEqual([
        ['stamp', 'completed'],
        ['show', 'completed'],
      ])
      const [stamp, show] = await Promise.all(steps.map(({ id }) => logOf(api, id)))
      expect(/^SHOWN (.*)$/m.exec(show ?? '')?.[1]).toBe(/^STAMP (.*)$/m.exec(stamp ?? '')?.[1])
      expect(steps[0]?.hyperparams?.['properties']?.['resumed']?.value).toContain('params kwargs/stamp')
    })
  })
})

/** The process that an agent started for a task. */
async function controllerPid(task: string): Promise<number> {
  const [first] = await processesMarked('CLEARML_TASK_ID', task)
  if (first === undefined) throw new Error('The controller has no process.')
  return first.pid
}
