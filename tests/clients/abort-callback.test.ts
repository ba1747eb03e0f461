import { until } from '@clearway/testkit'
import { expect } from 'vitest'
import { ended, logOf } from '../pipelines/pipeline-world.ts'
import { runProgram, test } from './client-test.ts'

test(
  'an abort callback of an unmodified program runs to its end on our agent, and its task is stopped',
  { timeout: 300_000 },
  async ({ world, api, agent: _agent }) => {
    const { id: task, output } = await runProgram(world.connection, 'abort_callback.py')
    await until(async () => (await logOf(api, task)).includes('registered'), { output: () => output }, 240_000)
    await api.tasks.stop({ task, status_reason: 'enough' })
    const { status, status_reason } = await ended(api, task)
    const log = await logOf(api, task)
    expect(log).toMatch(/callback begins\n(.*\n)*callback ends/)
    expect({ status, status_reason }, log).toEqual({ status: 'stopped', status_reason: 'enough' })
  },
)
