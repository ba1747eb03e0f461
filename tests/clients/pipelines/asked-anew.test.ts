import { join } from 'node:path'
import { database, killTree, runPython, startAgentProcess, startServer, until } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { ended, logOf, standing, stepsOf } from '../../pipelines/pipeline-world.ts'
import { controllerPid, named, programs } from './python-pipeline.ts'

test(
  'an unmodified Python pipeline of function steps keeps what was asked for first where a killed controller asks for something else',
  { timeout: 300_000 },
  async () => {
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
  },
)
