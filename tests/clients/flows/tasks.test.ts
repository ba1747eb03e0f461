import { postgres, sqlite, startServer } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { mirrorOf } from '../../differential/mirror.ts'
import { callAsWebApp, callsOf } from '../../differential/web-app-calls.ts'
import { runFlows } from './run-flows.ts'

test(
  'tasks, models, datasets and autologging of the published clearml behave as on ClearML’s server, and both databases answer its calls and those of its web app alike',
  { timeout: 600_000 },
  async ({ signal }) => {
    await using first = await startServer(sqlite)
    await using second = await startServer(postgres)
    await using mirror = await mirrorOf(first, second)
    await runFlows(mirror, [{ program: 'tasks' }, { program: 'data' }, { program: 'frameworks' }], signal)
    await callAsWebApp(callsOf(mirror.connection))
    expect(mirror.differences).toEqual([])
    expect(mirror.actions.size).toBeGreaterThan(80)
  },
)
