import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type S3, sharedS3 } from '@clearway/testkit'
import { afterAll, beforeAll, describe, vi } from 'vitest'
import { openBlobBucket } from '../src/files/blob-bucket.ts'
import { openBlobFolder } from '../src/files/blob-folder.ts'
import type { BlobStore } from '../src/files/blob-store.ts'

export interface LocationOptions {
  /** An empty folder that no other store uses. */
  readonly folder: string
  readonly maxUpload: number
  readonly graceMilliseconds: number
}

/** A test's blobs, accessed beside the store. */
export interface BlobLocation {
  readonly open: () => Promise<BlobStore>
  /** The local folder for uploads in progress. */
  readonly uploadFolder: string
  /** The names of all files, half-written ones too. */
  readonly names: () => Promise<readonly string[]>
  readonly lose: (blob: string) => Promise<void>
  /** Writes a blob as a writer leaves it that ends before it adds its row. */
  readonly leave: (blob: string, content: string) => Promise<void>
}

export interface StoreKind {
  readonly name: 'folder' | 'bucket'
  readonly location: (options: LocationOptions) => Promise<BlobLocation>
}

/** Runs a block of tests once on a folder and once on a real S3 server. */
export function forEachStore(tests: (store: StoreKind) => void): void {
  describe('in a folder', () => {
    tests({ name: 'folder', location: folderLocation })
  })
  describe('in a bucket', () => {
    let s3: S3
    beforeAll(async () => {
      s3 = await sharedS3()
      stubEnvironment(s3.env)
    }, 300_000)
    afterAll(() => void vi.unstubAllEnvs())
    tests({ name: 'bucket', location: (options) => bucketLocation(s3, options) })
  })
}

/** Sets environment variables, in which a server finds its credentials. */
export function stubEnvironment(env: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
}

async function folderLocation({ folder, maxUpload, graceMilliseconds }: LocationOptions): Promise<BlobLocation> {
  const blobs = join(folder, 'blobs')
  const pathOf = (blob: string): string => join(blobs, blob.slice(0, 2), blob)
  return {
    open: () => openBlobFolder(folder, maxUpload, graceMilliseconds),
    uploadFolder: join(blobs, 'tmp'),
    names: () => filesBelow(blobs),
    lose: (blob) => rm(pathOf(blob)),
    leave: async (blob, content) => {
      await mkdir(dirname(pathOf(blob)), { recursive: true })
      await writeFile(pathOf(blob), content)
    },
  }
}

async function bucketLocation(s3: S3, { folder, maxUpload, graceMilliseconds }: LocationOptions): Promise<BlobLocation> {
  const bucket = await s3.makeBucket()
  const prefix = `${randomUUID()}/`
  const uploadFolder = join(folder, 'uploads')
  const address = { bucket: bucket.name, prefix, endpoint: s3.endpoint, region: 'us-east-1', pathStyle: true }
  const keyOf = (blob: string): string => `${prefix}blobs/${blob.slice(0, 2)}/${blob}`
  const nameOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1)
  return {
    open: () => openBlobBucket(address, { uploadFolder, maxUpload, graceMilliseconds }),
    uploadFolder,
    names: async () => [...(await bucket.keys()).map(nameOf), ...(await bucket.uploads()).map(nameOf), ...(await filesBelow(uploadFolder))],
    lose: (blob) => bucket.remove(keyOf(blob)),
    leave: async (blob, content) => {
      await bucket.put(keyOf(blob), content)
      await bucket.beginUpload(keyOf(blob))
    },
  }
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
}
