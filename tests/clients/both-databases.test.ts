import { postgres, sqlite, startServer } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { mirrorOf } from '../differential/mirror.ts'
import { callAsWebApp, callsOf } from '../differential/web-app-calls.ts'
import { runFlows } from './flows/run-flows.ts'

test(
  'both databases answer alike each call of programs of the published clearml and of ClearML’s web app',
  { timeout: 400_000 },
  async ({ signal }) => {
    await using first = await startServer(sqlite)
    await using second = await startServer(postgres)
    await using mirror = await mirrorOf(first, second)
    // Two programs, because one process does the work of two servers and of the mirror between them.
    await runFlows(
      mirror,
      [
        { program: 'tasks', only: 'media_and_plots' },
        { program: 'data', only: 'output_models' },
      ],
      signal,
    )
    await callAsWebApp(callsOf(mirror.connection))
    expect(mirror.differences).toEqual([])
    expect(mirror.actions.size).toBeGreaterThan(70)
  },
)
