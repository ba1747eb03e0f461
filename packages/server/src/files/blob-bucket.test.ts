import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { type DatabaseKind, database, type S3, sharedS3, startS3 } from '@clearway/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { readSettings } from '../settings.ts'
import { startFaultyS3 } from '../../test/faulty-s3.ts'
import { openBlobs } from './open-blobs.ts'
import { openFileStore } from './open-file-store.ts'
import { openTestDatabase } from '../../test/database.ts'
import { stubEnvironment } from '../../test/blob-stores.ts'

let s3: S3
let folder: string
beforeAll(async () => {
  s3 = await sharedS3()
  folder = await mkdtemp(join(tmpdir(), 'clearway-bucket-'))
}, 300_000)
afterAll(() => rm(folder, { recursive: true, force: true }))
beforeEach(() => stubEnvironment(s3.env))
afterEach(() => void vi.unstubAllEnvs())

test('an upload is refused, and leaves nothing, if the store refuses a part', async () => {
  let denied = 0
  await using faulty = await startFaultyS3(s3.endpoint, ({ url = '' }) => url.includes('partNumber=2') && ++denied > 0)
  const bucket = await s3.makeBucket()
  await using world = await openWorld(database, bucket.name, faulty.endpoint)
  await expect(world.put('large', randomBytes(12 << 20))).rejects.toMatchObject({
    code: 'files_unavailable',
    details: { reason: 'AccessDenied' },
  })
  expect(denied).toBeGreaterThan(0)
  expect([await bucket.keys(), await bucket.uploads(), await world.uploadFolder()]).toEqual([[], [], []])
  expect(await world.store.find(world.scope, 'large')).toBeUndefined()
})

test('while the store cannot be reached, calls are refused, deletions stay scheduled, and uploads leave nothing', async () => {
  await using gone = await startS3()
  await using world = await openWorld(database, (await gone.makeBucket()).name, gone.endpoint)
  const { store, scope, put } = world
  const file = await put('a', 'kept')
  await gone.stop()
  const refusal = { code: 'files_unavailable', details: { reason: 'ECONNREFUSED' } }
  await expect(put('a', 'another')).rejects.toMatchObject(refusal)
  await expect(put('b', 'kept')).rejects.toMatchObject(refusal)
  await expect(store.read(file)).rejects.toMatchObject(refusal)
  expect(await store.find(scope, 'a')).toEqual(file)
  expect(await store.find(scope, 'b')).toBeUndefined()
  expect(await world.uploadFolder()).toEqual([])
  await store.remove(scope, 'a')
  world.advance(grace + 1)
  await expect(store.sweep(scope)).rejects.toMatchObject(refusal)
  // The row of the blob is still there, so the next sweep finds the blob.
  expect(await scope.db.selectFrom('blob').select('id').where('id', '=', file.blob).execute()).toEqual([{ id: file.blob }])
})

test('two servers whose prefixes differ share a bucket', async () => {
  const bucket = await s3.makeBucket()
  using one = await openBlobs(settingsOf(`${bucket.name}/one`, s3.endpoint), grace)
  using other = await openBlobs(settingsOf(`${bucket.name}/other`, s3.endpoint), grace)
  await using received = await one.receive('id', Readable.from([Buffer.from('mine')]), new AbortController().signal)
  await received.store('abc')
  expect(await bucket.keys()).toEqual(['one/blobs/ab/abc'])
  expect(await text(await one.read('abc'))).toBe('mine')
  expect(await other.has('abc', 4)).toBe(false)
})

test('checking a usable bucket leaves nothing in it', async () => {
  const bucket = await s3.makeBucket()
  using _ = await openBlobs(settingsOf(bucket.name, s3.endpoint), grace)
  expect([await bucket.keys(), await bucket.uploads()]).toEqual([[], []])
})

test('an unusable bucket is reported at the start, with the cure', async () => {
  const bucket = (await s3.makeBucket()).name
  const messageFor = async (files: string, endpoint: string): Promise<string> => {
    const outcome = await openBlobs(settingsOf(files, endpoint), grace).catch((error: unknown) => error)
    expect(outcome).toMatchObject({ name: 'SettingError' })
    return (outcome as Error).message
  }
  expect(await messageFor('no-such-bucket', s3.endpoint)).toMatch(/^There is no bucket `no-such-bucket` in the S3 store at .* Create it/)
  expect(await messageFor(bucket, 'http://127.0.0.1:1')).toMatch(
    /^The S3 store at 127.0.0.1:1 cannot be reached \(ECONNREFUSED\)\. Check `s3Endpoint`/,
  )
  for (const denied of ['PUT', 'GET', 'HEAD', 'DELETE']) {
    await using faulty = await startFaultyS3(s3.endpoint, ({ method }: IncomingMessage) => method === denied)
    expect(await messageFor(bucket, faulty.endpoint)).toMatch(
      /^Access to the bucket `clearway-test-.*` of the S3 store at .* is denied .* Allow s3:GetObject/,
    )
  }
  await using moved = await startFaultyS3(s3.endpoint, () => true, { status: 301, code: 'PermanentRedirect' })
  expect(await messageFor(bucket, moved.endpoint)).toMatch(/is not in the region us-east-1\. Set `s3Region` to the bucket’s own\.$/)
  await using unknown = await startFaultyS3(s3.endpoint, () => true, { status: 403, code: 'InvalidAccessKeyId' })
  expect(await messageFor(bucket, unknown.endpoint)).toMatch(
    /^The credentials are refused by the S3 store at .* \(InvalidAccessKeyId\)\. Check AWS_ACCESS/,
  )
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, undefined)
  expect(await messageFor(bucket, s3.endpoint)).toMatch(/^No credentials for the S3 store at .* were found\. Set AWS_ACCESS_KEY_ID/)
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION']) vi.stubEnv(name, undefined)
  expect(await messageFor(bucket, '')).toMatch(/^The region of the bucket `clearway-test-.*` is not known\. Set `s3Region`, or/)
})

const grace = 60_000

function settingsOf(files: string, s3Endpoint: string, data = folder) {
  return readSettings({ flags: { files: `s3://${files}`, s3Endpoint, data } })
}

async function openWorld(database: DatabaseKind, bucket: string, endpoint: string) {
  await using used = new AsyncDisposableStack()
  const { scope, advance, folder: data } = used.use(await openTestDatabase(database))
  const store = used.use(openFileStore(await openBlobs(settingsOf(bucket, endpoint, data), grace), { graceMilliseconds: grace }))
  const owned = used.move()
  return {
    store,
    scope,
    advance,
    put: (path: string, content: string | Buffer) => store.write(scope, path, Readable.from([Buffer.from(content)]), 'text/plain'),
    uploadFolder: () => readdir(join(data, 'uploads')),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
