import { once } from 'node:events'
import { clientOf, database, startServerProcess, until } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { waitingIn } from '../server/queued-tasks.ts'
import { aServerDraft } from '../server/server-run.ts'

const names = Array.from({ length: 40 }, (_, n) => `step ${n}`)

test.for(['before', 'after'])(
  'a server that dies %s a part of a wide run is launched: each step is launched once',
  { timeout: 120_000 },
  async (when) => {
    await using fresh = await database.fresh()
    let server = await startServerProcess(fresh, { env: { CLEARWAY_FAULT: `${when}:job runs` } })
    const settings = { port: Number(new URL(server.connection.url).port) }
    try {
      const api = clientOf(server.connection)
      const died = once(server.process, 'exit')
      const { run, queue } = await aServerDraft(
        api,
        names.map((name) => ({ name })),
      )
      await api.tasks.enqueue({ task: run }).catch(() => {})
      await died
      server = await startServerProcess(fresh, { settings })
      await until(async () => (await waitingIn(api, queue)).length >= names.length)
      const { tasks } = await api.tasks.get_all({ parent: [run], search_hidden: true, only_fields: ['name'] })
      expect(tasks).toHaveLength(names.length)
      expect(new Set(tasks.map(({ name }) => name))).toEqual(new Set(names))
    } finally {
      await server[Symbol.asyncDispose]()
    }
  },
)
