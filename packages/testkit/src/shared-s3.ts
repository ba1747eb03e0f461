import { connectS3, type S3 } from './s3.ts'
import { shared } from './shared.ts'

/** The S3 server that all tests of the run share. Each makes buckets of its own. */
export async function sharedS3(): Promise<S3> {
  return connectS3(await shared('s3'))
}
