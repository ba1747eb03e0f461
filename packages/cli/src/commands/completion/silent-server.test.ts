import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { openTerminal } from '../../../test/terminal.ts'

test('a completion gives up on a server that does not answer, and its process ends', { timeout: 30_000 }, async () => {
  let calls = 0
  await using server = createServer(() => (calls += 1)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await using user = await openTerminal({ CLEARWAY_URL: url, CLEARML_API_ACCESS_KEY: 'a', CLEARML_API_SECRET_KEY: 's' })
  expect(await user.run('complete', '--', 'queue', 'show', '')).toEqual({ code: 0, stdout: '', stderr: '' })
  expect(calls).toBeGreaterThan(0)
  server.closeAllConnections()
})
