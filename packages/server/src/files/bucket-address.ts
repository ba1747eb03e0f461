import type { Settings } from '../settings.ts'
import { SettingError } from '../settings.ts'

/** Where the blobs are in an S3 store. */
export interface BucketAddress {
  readonly bucket: string
  /** Empty, or ends with a slash. */
  readonly prefix: string
  /** Empty for Amazon S3. */
  readonly endpoint: string
  /** Undefined: Amazon's SDK finds the region in the environment or the profile. */
  readonly region: string | undefined
  readonly pathStyle: boolean
}

/**
 * Parses `s3://bucket/prefix` and the other settings of a bucket. Undefined if the setting names a folder; throws a SettingError for an invalid
 * address.
 */
export function bucketAddress({
  files,
  s3Endpoint: endpoint,
  s3Region,
  s3PathStyle,
}: Pick<Settings, 'files' | 's3Endpoint' | 's3Region' | 's3PathStyle'>): BucketAddress | undefined {
  if (!files.startsWith('s3:')) return undefined
  const [, bucket, path = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]+[a-z0-9])(?:\/(.*))?$/.exec(files) ?? []
  if (bucket === undefined)
    throw new SettingError(`files is ${JSON.stringify(files)}, but must be a folder, or s3://BUCKET or s3://BUCKET/PREFIX.`)
  if (endpoint !== '' && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? ''))
    throw new SettingError(
      `s3Endpoint is ${JSON.stringify(endpoint)}, but must be empty or an address that begins with https:// or http://.`,
    )
  const parts = path.split('/').filter((part) => part !== '')
  return {
    bucket,
    prefix: parts.map((part) => `${part}/`).join(''),
    endpoint,
    region: s3Region === '' ? (endpoint === '' ? undefined : 'us-east-1') : s3Region,
    pathStyle: endpoint !== '' && s3PathStyle,
  }
}
