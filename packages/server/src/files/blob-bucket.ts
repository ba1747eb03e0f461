import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { ActionError } from '../errors.ts'
import { openArrivals } from './arrivals.ts'
import type { BlobStore } from './blob-store.ts'
import type { BucketAddress } from './bucket-address.ts'

export interface BucketOptions {
  /** The local folder of what is arriving. */
  readonly arriving: string
  readonly maxUpload: number
  readonly graceMilliseconds: number
}

/** How many parts of one upload, and how many removals, are under way at once. */
const atOnce = 4
const hour = 3_600_000

/** `prefix/blobs/ab/…` in a bucket of a store that speaks S3. Credentials are found as Amazon's tools find theirs. */
export async function openBlobBucket(
  { bucket, prefix, endpoint, region, pathStyle }: BucketAddress,
  { arriving, maxUpload, graceMilliseconds }: BucketOptions,
): Promise<BlobStore> {
  // Only here: nobody whose files lie in a folder pays for it.
  const s3 = await import('@aws-sdk/client-s3')
  const { Upload } = await import('@aws-sdk/lib-storage')
  const client = new s3.S3Client({
    forcePathStyle: pathStyle,
    ...(endpoint === '' ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    // Each part is signed with its hash anyway, and older stores do not know the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: 5000,
      // Up to the first byte of the answer: a large download may take longer.
      requestTimeout: 120_000,
      throwOnRequestTimeout: true,
      httpAgent: { maxSockets: 500 },
      httpsAgent: { maxSockets: 500 },
    },
  })
  const arrivals = await openArrivals(arriving, { maxUpload, silentMilliseconds: graceMilliseconds, flush: false })
  const keepMilliseconds = 24 * hour
  const at = (blob: string) => ({ Bucket: bucket, Key: `${prefix}blobs/${blob.slice(0, 2)}/${blob}` })

  async function keep(path: string, blob: string, closing: AbortSignal): Promise<void> {
    const over = AbortSignal.any([closing, AbortSignal.timeout(keepMilliseconds)])
    over.throwIfAborted()
    const body = createReadStream(path)
    const upload = new Upload({ client, queueSize: atOnce, params: { ...at(blob), Body: body, ContentType: 'application/octet-stream' } })
    const abort = (): void => void upload.abort()
    over.addEventListener('abort', abort, { once: true })
    try {
      await asked(upload.done())
    } finally {
      over.removeEventListener('abort', abort)
      body.destroy()
    }
  }

  async function has(blob: string, bytes: number): Promise<boolean> {
    try {
      const found = await client.send(new s3.HeadObjectCommand(at(blob)))
      return found.ContentLength === bytes
    } catch (error) {
      if (error instanceof s3.NotFound) return false
      throw unavailable(error)
    }
  }

  async function read(blob: string, range?: { readonly start: number; readonly end: number }): Promise<Readable> {
    const wanted = range === undefined ? {} : { Range: `bytes=${range.start}-${range.end}` }
    const { Body } = await asked(client.send(new s3.GetObjectCommand({ ...at(blob), ...wanted })))
    if (!(Body instanceof Readable)) throw new TypeError('The S3 client answered with something that is no stream of Node.')
    return Body
  }

  async function remove(blob: string): Promise<void> {
    const { Bucket, Key } = at(blob)
    // A process that dies during an upload leaves its parts. The whole key is asked for: MinIO lists by nothing shorter.
    const { Uploads = [] } = await asked(client.send(new s3.ListMultipartUploadsCommand({ Bucket, Prefix: Key })))
    for (const { UploadId } of Uploads) {
      try {
        await client.send(new s3.AbortMultipartUploadCommand({ Bucket, Key, UploadId }))
      } catch (error) {
        if (!(error instanceof s3.NoSuchUpload)) throw unavailable(error)
      }
    }
    await asked(client.send(new s3.DeleteObjectCommand({ Bucket, Key })))
  }

  return {
    receive: async (id, source, signal) => {
      const { path, ...arrived } = await arrivals.receive(id, source, signal)
      return { ...arrived, keep: (blob) => keep(path, blob, signal) }
    },
    keepMilliseconds,
    has,
    read,
    remove: async (blobs) => {
      for (let start = 0; start < blobs.length; start += atOnce) await Promise.all(blobs.slice(start, start + atOnce).map(remove))
    },
    tidy: arrivals.tidy,
    [Symbol.dispose]: () => client.destroy(),
  }
}

async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    throw unavailable(error)
  }
}

/** What the store itself said is the cause, for the log. */
function unavailable(error: unknown): ActionError {
  const { name, code = name } = error as NodeJS.ErrnoException
  return new ActionError('files_unavailable', { reason: code }, { cause: error })
}
