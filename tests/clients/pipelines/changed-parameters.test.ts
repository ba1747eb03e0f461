import { killTree, until } from '@clearway/testkit'
import { expect } from 'vitest'
import { ended, logOf, standing, stepsOf } from '../../pipelines/pipeline-world.ts'
import { runProgram, test } from '../client-test.ts'
import { controllerPid, named } from './python-pipeline.ts'

test(
  'an unmodified Python pipeline of function steps keeps the parameters of the first attempt where the second attempt of a killed controller passes others',
  { timeout: 300_000 },
  async ({ world, api, agent: _agent }) => {
    const { id: run } = await runProgram(world.connection, 'stamped_pipeline.py')
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
