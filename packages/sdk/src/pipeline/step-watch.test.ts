import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createClient } from '../client.ts'
import { type StatusObservation, StepWatch } from './step-watch.ts'

test('a deleted task is reported also if the server is away while it is looked up', async () => {
  let lookups = 0
  await using server = createServer((request, response) => {
    const isLookup = request.url?.endsWith('get_by_id') === true
    if (isLookup) lookups += 1
    const [status, code] = isLookup && lookups === 1 ? [503, 'unavailable'] : [400, 'task_not_found']
    response.writeHead(status).end(JSON.stringify({ meta: { result_code: status, error_data: { code } }, data: {} }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const observed = Promise.withResolvers<StatusObservation>()
  const watch = new StepWatch(createClient({ baseUrl, token: 't', patienceSeconds: 0 }), observed.resolve, observed.reject)
  watch.update([{ task: 'a', step: 'train', attempt: 1 }])
  try {
    expect(await observed.promise).toMatchObject({ step: 'train', status: 'failed', reason: 'its task was deleted' })
    expect(lookups).toBe(2)
  } finally {
    watch.close()
    server.closeAllConnections()
  }
})
