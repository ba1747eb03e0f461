import { join } from 'node:path'
import { database, runPython, startAgentProcess, startServer, until } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { ended, logOf } from '../pipelines/pipeline-world.ts'

test(
  'an abort callback of an unmodified program comes to its end on our agent, and its task is stopped',
  { timeout: 300_000 },
  async () => {
    await using world = await startServer(database)
    const { api, connection } = world
    await using _agent = await startAgentProcess(connection, { queues: ['default'] })
    const sent = await runPython(join(import.meta.dirname, 'programs/abort_callback.py'), [], { server: connection })
    expect(sent.exitCode, sent.output).toBe(0)
    const task = /^TASK (\w{32})$/m.exec(sent.stdout)?.[1] ?? ''
    await until(async () => (await logOf(api, task)).includes('registered'), { output: () => sent.output }, 240_000)
    await api.tasks.stop({ task, status_reason: 'enough' })
    const { status, status_reason } = await ended(api, task)
    const log = await logOf(api, task)
    expect(log).toMatch(/callback begins\n(.*\n)*callback ends/)
    expect({ status, status_reason }, log).toEqual({ status: 'stopped', status_reason: 'enough' })
  },
)
