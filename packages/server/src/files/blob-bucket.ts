import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { ActionError } from '../errors.ts'
import { openUploads } from './uploads.ts'
import type { BlobStore } from './blob-store.ts'
import type { BucketAddress } from './bucket-address.ts'

export interface BucketOptions {
  /** The local folder for uploads in progress. */
  readonly uploadFolder: string
  readonly maxUpload: number
  readonly graceMilliseconds: number
}

/** How many parts of one upload, and how many deletions, are in progress at once. */
const atOnce = 4
const hour = 3_600_000

/** Opens blobs at `prefix/blobs/ab/…` in a bucket of an S3 store. Credentials are found as Amazon's tools find theirs. */
export async function openBlobBucket(
  { bucket, prefix, endpoint, region, pathStyle }: BucketAddress,
  { uploadFolder, maxUpload, graceMilliseconds }: BucketOptions,
): Promise<BlobStore> {
  // Imported here, so that servers that store files in a folder do not load it.
  const s3 = await import('@aws-sdk/client-s3')
  const { Upload } = await import('@aws-sdk/lib-storage')
  const client = new s3.S3Client({
    forcePathStyle: pathStyle,
    ...(endpoint === '' ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    // Each part is signed with its hash anyway, and older stores do not support the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: 5000,
      // The timeout covers the time up to the first byte of the answer: a large download may take longer.
      requestTimeout: 120_000,
      throwOnRequestTimeout: true,
      httpAgent: { maxSockets: 500 },
      httpsAgent: { maxSockets: 500 },
    },
  })
  const uploads = await openUploads(uploadFolder, { maxUpload, silentMilliseconds: graceMilliseconds, flush: false })
  const storeMilliseconds = 24 * hour
  const at = (blob: string) => ({ Bucket: bucket, Key: `${prefix}blobs/${blob.slice(0, 2)}/${blob}` })

  async function store(path: string, blob: string, closing: AbortSignal): Promise<void> {
    const over = AbortSignal.any([closing, AbortSignal.timeout(storeMilliseconds)])
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
    // A process that dies during an upload leaves its parts. The prefix is the whole key, because MinIO lists uploads by nothing shorter.
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
      const { path, ...uploaded } = await uploads.receive(id, source, signal)
      return { ...uploaded, store: (blob) => store(path, blob, signal) }
    },
    storeMilliseconds,
    has,
    read,
    remove: async (blobs) => {
      for (let start = 0; start < blobs.length; start += atOnce) await Promise.all(blobs.slice(start, start + atOnce).map(remove))
    },
    tidy: uploads.tidy,
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

/** The answer for a store that fails. The store's own error is the cause, for the log. */
function unavailable(error: unknown): ActionError {
  const { name, code = name } = error as NodeJS.ErrnoException
  return new ActionError('files_unavailable', { reason: code }, { cause: error })
}
