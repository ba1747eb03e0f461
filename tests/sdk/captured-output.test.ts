import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createClient } from '@clearway/sdk'
import { database, startServer, until } from '@clearway/testkit'
import { expect, test } from 'vitest'

test('a progress bar of 50,000 updates is logged while it runs, in a few lines', async () => {
  await using server = await startServer(database)
  const { url, accessKey, secretKey } = server.connection
  const api = createClient({ baseUrl: url, credentials: { accessKey, secretKey } })
  const env = { ...process.env, CLEARWAY_URL: url, CLEARML_API_ACCESS_KEY: accessKey, CLEARML_API_SECRET_KEY: secretKey }
  const program = spawn(process.execPath, [join(import.meta.dirname, 'programs', 'progress.ts')], {
    env,
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  const lines = async (): Promise<string[]> => {
    const { tasks } = await api.tasks.get_all({ name: '^progress$', only_fields: ['id'] })
    if (tasks[0] === undefined) return []
    const { events } = await api.events.get_task_log({ task: tasks[0].id, order: 'asc', batch_size: 1000 })
    return events.map(({ msg }) => String(msg))
  }
  try {
    await until(async () => (await lines()).at(-1) === ' the last state')
    program.stdin!.end()
    await once(program, 'exit')
    const all = await lines()
    expect(all.at(-1)).toBe('café')
    expect(all.length).toBeLessThan(200)
  } finally {
    program.kill('SIGKILL')
  }
})
