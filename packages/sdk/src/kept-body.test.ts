import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { keptBody } from './kept-body.ts'

setFlagsFromString('--expose_gc')
const collectGarbage = runInNewContext('gc') as () => void

test('a body that is read after garbage has been collected is whole', async () => {
  const server = createServer((_, response) => response.end('all of it')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const open = async () => keptBody(await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
    const body = await open()
    // The registry that cancels bodies runs in a turn of its own after the collection.
    for (let turn = 0; turn < 5; turn += 1) {
      collectGarbage()
      await pause(1)
    }
    expect(await new Response(body).text()).toBe('all of it')
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
