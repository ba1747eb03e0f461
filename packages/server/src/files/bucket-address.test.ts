import { expect, test } from 'vitest'
import { readSettings } from '../settings.ts'
import { bucketAddress } from './bucket-address.ts'

const addressOf = (flags: Record<string, unknown>) => bucketAddress(readSettings({ flags }))

test('a path of a folder is not the address of a bucket', () => {
  for (const files of ['', '/srv/files', 'files', 'C:\\files']) expect(addressOf({ files })).toBeUndefined()
})

test('a prefix is optional, and ends with one slash', () => {
  for (const [files, prefix] of [
    ['s3://my.bucket-1', ''],
    ['s3://my.bucket-1/', ''],
    ['s3://my.bucket-1/a', 'a/'],
    ['s3://my.bucket-1//a/b c//', 'a/b c/'],
  ])
    expect(addressOf({ files })).toEqual({ bucket: 'my.bucket-1', prefix, endpoint: '', region: undefined, pathStyle: false })
})

test('another store than Amazon’s gets the bucket in the path and a default region, unless the settings override them', () => {
  const own = { files: 's3://bucket', s3Endpoint: 'http://127.0.0.1:9000' }
  expect(addressOf(own)).toMatchObject({ endpoint: own.s3Endpoint, region: 'us-east-1', pathStyle: true })
  expect(addressOf({ ...own, s3PathStyle: false, s3Region: 'here' })).toMatchObject({ region: 'here', pathStyle: false })
  expect(addressOf({ files: 's3://bucket', s3Region: 'eu-north-1' })).toMatchObject({ region: 'eu-north-1', pathStyle: false })
})

test('an invalid address is refused, with the reason', () => {
  for (const files of ['s3:', 's3://', 's3:///a', 's3://B', 's3:bucket', 's3://user:secret@host/x'])
    expect(() => addressOf({ files })).toThrow(/^files is .* but must be a folder, or s3:\/\/BUCKET/)
  for (const s3Endpoint of ['minio', 'minio:9000', 'ftp://minio'])
    expect(() => addressOf({ files: 's3://bucket', s3Endpoint })).toThrow(/^s3Endpoint is .* but must be empty or an address/)
})
