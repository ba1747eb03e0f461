import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { SettingError } from '../settings.ts'
import type { BlobStore } from './blob-store.ts'
import type { BucketAddress } from './bucket-address.ts'

const content = Buffer.from('Clearway checks that it may write, read and delete here.')

/** Checks a bucket by writing, reading and deleting a small blob. Throws a SettingError that names the fault and its cure. */
export async function checkBucket(store: BlobStore, address: BucketAddress): Promise<void> {
  const blob = `probe.${randomUUID()}`
  try {
    await using received = await store.receive(blob, Readable.from([content]), new AbortController().signal)
    await received.store(blob)
    const there = await store.has(blob, content.length)
    const read = await buffer(await store.read(blob, { start: 0, end: content.length - 1 }))
    await store.remove([blob])
    // A store answers `forbidden` for a missing blob if the credentials may not list the bucket.
    const still = await store.has(blob, content.length)
    if (!there || still || !read.equals(content)) throw new Error('it does not give back what it was given, or keeps what was deleted')
  } catch (error) {
    throw settingErrorOf(error, address)
  }
}

function settingErrorOf(error: unknown, { bucket, endpoint, region }: BucketAddress): SettingError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const { name, message, code, $metadata } = cause as Error & { code?: string; $metadata?: { httpStatusCode?: number } }
  const storeName = endpoint === '' ? 'Amazon S3' : `the S3 store at ${new URL(endpoint).host}`
  const because = (text: string): SettingError => new SettingError(text, { cause: error })

  if (name === 'CredentialsProviderError')
    return because(
      `No credentials for ${storeName} were found. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile with AWS_PROFILE, or give this machine a role.`,
    )
  if (name === 'NoSuchBucket')
    return because(`There is no bucket \`${bucket}\` in ${storeName}. Create it, or correct the setting \`files\`.`)
  if (/^(?:InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|InvalidToken|InvalidClientTokenId)/.test(name))
    return because(
      `The credentials are refused by ${storeName} (${name}). Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the profile.`,
    )
  if (message === 'Region is missing')
    return because(`The region of the bucket \`${bucket}\` is not known. Set \`s3Region\`, or the variable AWS_REGION.`)
  if (/Redirect|AuthorizationHeaderMalformed/.test(name) || $metadata?.httpStatusCode === 301)
    return because(
      `The bucket \`${bucket}\` of ${storeName} is not in the region ${region ?? 'that the environment names'}. Set \`s3Region\` to the bucket’s own.`,
    )
  if ($metadata?.httpStatusCode === 403)
    return because(
      `Access to the bucket \`${bucket}\` of ${storeName} is denied (${name}). Allow s3:GetObject, s3:PutObject, s3:DeleteObject and s3:AbortMultipartUpload on its objects, s3:ListBucket and s3:ListBucketMultipartUploads on it.`,
    )
  if (code !== undefined || name === 'TimeoutError')
    return because(
      `${storeName.replace(/^t/, 'T')} cannot be reached (${code ?? name}). Check \`s3Endpoint\` and \`s3PathStyle\`, and that it runs.`,
    )
  return because(`The bucket \`${bucket}\` of ${storeName} cannot be used: ${message}. Check \`files\`, \`s3Endpoint\` and \`s3Region\`.`)
}
