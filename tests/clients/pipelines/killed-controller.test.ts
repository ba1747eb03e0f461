import type { Task } from '@clearway/contract'
import { killAll, killTree, processesMarked, seededRandom, until } from '@clearway/testkit'
import { expect } from 'vitest'
import { ended, standing, stepsOf } from '../../pipelines/pipeline-world.ts'
import { test } from '../client-test.ts'
import { allCompleted, controllerPid, named, start, total } from './python-pipeline.ts'

test(
  'an unmodified Python pipeline of function steps continues after its controller was killed twice, and repeats no step that had ended',
  { timeout: 300_000 },
  async ({ world, api, agent: _agent }) => {
    const { run } = await start(world, 'default')
    await until(
      async () => (await stepsOf(api, run)).some(({ name, status }) => name === 'numbers' && status === 'completed'),
      { output: () => '' },
      120_000,
    )
    const before = await stepsOf(api, run)
    await killTree(await controllerPid(run))
    // The second kill comes at any time in the next attempt: before, during or after it launches its steps again.
    const moment = seededRandom('killed-controller')(8000)
    await until(async () => (await processesMarked('CLEARML_TASK_ID', run)).length > 0)
    await new Promise((resolve) => setTimeout(resolve, moment))
    await killAll((await processesMarked('CLEARML_TASK_ID', run)).map(({ pid }) => pid))
    expect((await ended(api, run, 240)).status, `${moment} ms\n${await standing(api, run)}`).toBe('completed')
    const after = await stepsOf(api, run)
    expect(named(after)).toEqual(allCompleted)
    const numbers = (steps: readonly Task[]) => steps.filter(({ name }) => name === 'numbers').map(({ id, started }) => [id, started])
    expect(numbers(after)).toEqual(numbers(before))
    expect(await total(api, run)).toContain('TOTAL all 20')
  },
)
