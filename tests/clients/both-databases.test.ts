import { postgres, sqlite, startServer } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { mirrorOf } from '../differential/mirror.ts'
import { callAsWebApp, callsOf } from '../differential/web-app-calls.ts'
import { flowsOf, runFlows } from './flows/run-flows.ts'

/** The flow of a large file goes straight to a server: a file is stored alike with both databases, and the mirror would hold it in memory four times. */
const large = 'large_artifact'

test(
  'tasks, models, datasets, autologging and API calls of the published clearml behave as on ClearML’s server, alike on both databases, as the pages of ClearML’s web app do',
  { timeout: 600_000 },
  async ({ signal }) => {
    await using first = await startServer(sqlite)
    await using second = await startServer(postgres)
    await using mirror = await mirrorOf(first, second)
    const programs = ['tasks', 'data', 'frameworks', 'commands'] as const
    const runs = programs.map((program) => flowsOf(program, { agent: false }))
    const mirrored = runs.map((run) => ({ ...run, only: run.only.filter((flow) => flow !== large) }))
    await runFlows(mirror, mirrored, signal)
    await callAsWebApp(callsOf(mirror.connection))
    expect(mirror.differences).toEqual([])
    expect(mirror.actions.size).toBeGreaterThan(150)
    await runFlows(first, [{ program: 'tasks', only: [large] }], signal)
  },
)
