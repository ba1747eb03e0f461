import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openConnection } from '@clearway/sdk'
import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import gpuQueue from '../../examples/functions/gpu-queue.ts'
import mapFiles from '../../examples/functions/map-files.ts'
import nested from '../../examples/functions/nested.ts'
import trainInPython from '../../examples/functions/train-in-python.ts'
import retryAndCache from '../../examples/functions/retry-and-cache.ts'
import iris from '../../examples/iris/src/functions.ts'
import { readDataset } from '../../examples/iris/src/read-dataset.ts'

test('the examples of functions give their results', async ({ world }) => {
  const connection = await openConnection({ url: world.url, credentials: world.connection })
  const here = { debug: true, connection }
  const results = await Promise.all([
    iris.run({ rates: [0.1, 0.3] }, here),
    mapFiles.run({}, here),
    nested.run({}, here),
    retryAndCache.run({}, here),
    gpuQueue.run({ rows: 4 }, here),
    trainInPython.run({ epochs: 200 }, here),
  ])
  const [flowers, ...others] = await Promise.all(results.map((run) => run.result()))
  expect((flowers as { accuracy: number }).accuracy).toBeGreaterThan(0.85)
  expect(others).toEqual([
    { files: 2, lines: 302 },
    { slopes: [1, 2] },
    { squares: [1, 4, 9] },
    { devices: expect.any(String), mean: 0.375 },
    { formula: 'y = 3.0 x + 1.0', loss: expect.closeTo(0, 3) },
  ])
})

test('a queue that is not there is named before anything starts', async ({ world }) => {
  const connection = await openConnection({ url: world.url, credentials: world.connection })
  await expect(gpuQueue.run({}, { connection })).rejects.toMatchObject({
    name: 'InvalidPipeline',
    faults: [{ code: 'queue_not_found', step: 'train' }],
  })
})

test('an address that gives no table is refused, and its error page is not read as one', async () => {
  const server = createServer((request, response) => void response.writeHead(request.url === '/iris.csv' ? 200 : 404).end('a,species'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  try {
    expect(await readDataset(`http://127.0.0.1:${port}/iris.csv`)).toBe('a,species')
    await expect(readDataset(`http://127.0.0.1:${port}/gone.csv`)).rejects.toThrow('/gone.csv cannot be read: the server answered 404.')
  } finally {
    server.close()
  }
})
