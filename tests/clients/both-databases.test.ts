import { postgres, sqlite, startAgentProcess, startServer } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { mirrorOf } from '../differential/mirror.ts'
import { callAsWebApp, callsOf } from '../differential/web-app-calls.ts'
import { flowsOf, runFlows } from './flows/run-flows.ts'

test(
  'tasks, models, datasets, autologging, API calls and a pipeline on one of our agents of the published clearml behave as on ClearML’s server, alike on both databases, as the pages of ClearML’s web app do',
  { timeout: 600_000 },
  async ({ signal }) => {
    await using first = await startServer(sqlite)
    await using second = await startServer(postgres)
    await using mirror = await mirrorOf(first, second)
    const programs = ['tasks', 'data', 'frameworks', 'commands'] as const
    await using _agent = await startAgentProcess(mirror.connection, { queues: ['default'] })
    const runs = [
      ...programs.map((program) => flowsOf(program, { agent: false })),
      { program: 'pipelines', only: ['monitored_function_steps'] } as const,
    ]
    await runFlows(mirror, runs, signal)
    await callAsWebApp(callsOf(mirror.connection))
    expect(mirror.differences).toEqual([])
    expect(mirror.actions.size).toBeGreaterThan(150)
  },
)
