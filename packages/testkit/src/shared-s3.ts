import { connectS3, type S3 } from './s3.ts'
import { sharedServer } from './shared-server.ts'

/** The S3 server that all tests of the run share. Each makes buckets of its own. */
export async function sharedS3(): Promise<S3> {
  return connectS3(await sharedServer('s3'))
}
