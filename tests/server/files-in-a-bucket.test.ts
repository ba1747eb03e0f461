import { randomBytes } from 'node:crypto'
import type { Connection } from '@clearway/contract'
import { database, startS3, startServerProcess } from '@clearway/testkit'
import { expect, test } from 'vitest'

test('a file in a bucket survives a restart of its server, and is refused while the bucket cannot be reached', async () => {
  await using fresh = await database.fresh()
  await using store = await startS3()
  const bucket = await store.makeBucket()
  const options = {
    settings: { files: `s3://${bucket.name}/some/prefix`, s3Endpoint: store.endpoint, logLevel: 'silent' },
    env: store.env,
  }
  const content = randomBytes(12 << 20)
  const path = '/files/project/task/artifacts/model.bin'
  const first = await startServerProcess(fresh, options)
  const { connection } = first
  const sent = await call(connection, '/files', { method: 'POST', body: formOf('project/task/artifacts/model.bin', content) })
  expect(sent.status).toBe(200)
  await first.kill()
  expect(await bucket.keys()).toEqual([expect.stringMatching(/^some\/prefix\/blobs\/([0-9a-f]{2})\/\1[0-9a-f]{62}\./)])

  await using server = await startServerProcess(fresh, options)
  const again = (headers: Record<string, string> = {}) => call(server.connection, path, { headers })
  expect(Buffer.from(await (await again()).arrayBuffer()).equals(content)).toBe(true)
  const part = await again({ range: 'bytes=5242870-5242889' })
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 5242870-5242889/${content.length}`])
  expect(Buffer.from(await part.arrayBuffer()).equals(content.subarray(5242870, 5242890))).toBe(true)

  await store.stop()
  for (const reply of [await again(), await call(server.connection, '/files', { method: 'POST', body: formOf('b', Buffer.from('b')) })]) {
    expect([reply.status, reply.headers.get('content-type')]).toEqual([503, expect.stringContaining('application/json')])
    // A refusal must not have headers of the file.
    expect(reply.headers.get('etag')).toBeNull()
    expect(await reply.json()).toMatchObject({ meta: { result_subcode: 1304, error_data: { code: 'files_unavailable' } } })
  }
  expect((await call(server.connection, '/files/b', { method: 'HEAD' })).status).toBe(404)
}, 300_000)

function call({ url, accessKey, secretKey }: Connection, path: string, init: RequestInit): Promise<Response> {
  const authorization = `Basic ${Buffer.from(`${accessKey}:${secretKey}`).toString('base64')}`
  return fetch(url + path, {
    ...init,
    headers: { authorization, ...(init.headers as Record<string, string>) },
    signal: AbortSignal.timeout(20_000),
  })
}

function formOf(path: string, content: Buffer<ArrayBuffer>): FormData {
  const form = new FormData()
  form.append(path, new Blob([content]), 'x')
  return form
}
