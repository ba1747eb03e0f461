import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { json } from 'node:stream/consumers'
import type { World } from '@clearway/testkit'
import { test as serverTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'

interface Sending {
  readonly headers?: Readonly<Record<string, number>>
  readonly ends?: boolean
}

const test = serverTest
  .extend('settings', { scope: 'file' }, { maxBody: 1 << 16 })
  .extend('task', { scope: 'file' }, async ({ api }) => (await api.tasks.create({ name: 'lines', type: 'training' })).id)
  .extend('line', { scope: 'file' }, ({ task }) => (msg: string): Buffer => {
    return Buffer.from(`${JSON.stringify({ type: 'log', task, msg, timestamp: Date.now() })}\n`)
  })
  .extend(
    'send',
    { scope: 'file' },
    ({ world }) =>
      (pieces: readonly Uint8Array[], sending: Sending = {}) =>
        send(world, pieces, sending),
  )

/** Sends a batch in pieces, one after another, without announcing its length. */
async function send({ url, connection }: World, pieces: readonly Uint8Array[], { headers = {}, ends = true }: Sending) {
  const { accessKey, secretKey } = connection
  const call = request(`${url}/events.add_batch`, {
    method: 'POST',
    auth: `${accessKey}:${secretKey}`,
    headers: { ...headers, 'content-type': 'application/json-lines' },
  })
  const answered = once(call, 'response') as Promise<[IncomingMessage]>
  for (const piece of pieces) await new Promise((resolve) => call.write(piece, resolve))
  if (ends) call.end()
  const [answer] = await answered
  const body = (await json(answer)) as { readonly data: object }
  call.destroy()
  return { status: answer.statusCode, body }
}

test('a batch that arrives in pieces is read completely, wherever it is cut, with and without its length', async ({
  api,
  task,
  line,
  send,
}) => {
  const bytes = Buffer.concat([line('naïve ✓'), line('x'.repeat(3000)), line('end')])
  const cut = bytes.indexOf('✓') + 1
  const pieces = [bytes.subarray(0, cut), bytes.subarray(cut, 2000), bytes.subarray(2000)]
  for (const headers of [{}, { 'content-length': bytes.length }])
    expect(await send(pieces, { headers })).toMatchObject({ status: 200, body: { data: { added: 3 } } })
  const { events } = await api.events.get_task_log({ task, order: 'asc' })
  const read = (events as { msg: string }[]).map(({ msg }) => msg)
  expect(read.toSorted()).toEqual(['end', 'end', 'naïve ✓', 'naïve ✓', 'x'.repeat(3000), 'x'.repeat(3000)])
})

test('a batch without its length is refused as soon as it exceeds the limit', async ({ line, send }) => {
  const pieces = Array.from({ length: 5 }, () => line('y'.repeat(1 << 14)))
  expect(await send(pieces, { ends: false })).toMatchObject({ status: 413 })
  expect(await send([line('the next call')])).toMatchObject({ status: 200 })
})
