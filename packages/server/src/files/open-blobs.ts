import { join } from 'node:path'
import { makeFolder } from '../make-folder.ts'
import type { Settings } from '../settings.ts'
import { openBlobBucket } from './blob-bucket.ts'
import { openBlobFolder } from './blob-folder.ts'
import type { BlobStore } from './blob-store.ts'
import { bucketAddress } from './bucket-address.ts'
import { checkBucket } from './check-bucket.ts'

type FileSettings = Pick<Settings, 'data' | 'files' | 's3Endpoint' | 's3Region' | 's3PathStyle' | 'maxUpload'>

/** Opens the folder or the bucket that the settings name. Throws a SettingError if it cannot be used. */
export async function openBlobs(settings: FileSettings, graceMilliseconds: number): Promise<BlobStore> {
  const { data, files, maxUpload } = settings
  const address = bucketAddress(settings)
  if (address === undefined) {
    await makeFolder(files, '--files')
    return openBlobFolder(files, maxUpload, graceMilliseconds)
  }
  const bucket = await openBlobBucket(address, { uploadFolder: join(data, 'uploads'), maxUpload, graceMilliseconds })
  try {
    await checkBucket(bucket, address)
  } catch (error) {
    bucket[Symbol.dispose]()
    throw error
  }
  return bucket
}
