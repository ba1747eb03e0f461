import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, rename, rm, utimes } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { makeFolders } from '@clearway/contract/make-folders'
import { isThere } from '../is-there.ts'
import type { ArtifactDocument, SetUp } from './script.ts'

/** The artifact that holds a Node task's code. */
export function findBundle(artifacts: readonly ArtifactDocument[]): ArtifactDocument | undefined {
  return artifacts.find(({ key, mode }) => key === 'bundle' && mode === 'input')
}

/** The path of a file of a task's code, such as its bundle, fetched once and checked each time: nothing runs whose bytes are not those that were stored. */
export async function fetchBundle(
  { cache, fetchFile, log, signal }: SetUp,
  { uri, hash }: Pick<ArtifactDocument, 'uri' | 'hash'>,
  name: string,
): Promise<string> {
  if (!uri || !hash) throw new Error('The bundle has no address or no hash.')
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new Error(`The bundle's hash ${hash} is no sha256.`)
  const file = join(cache, 'bundles', hash, basename(name))
  if (await isThere(file)) {
    // Marks the time of use, for `trimCache`.
    await utimes(dirname(file), new Date(), new Date())
    if ((await sha256(file, signal)) === hash) return file
    log('The bundle in the cache is damaged; it is fetched again.')
  }
  await makeFolders(dirname(file))
  const fresh = `${file}.${randomUUID()}`
  try {
    await fetchFile(uri, hash, fresh, signal)
    const found = await sha256(fresh, signal)
    if (found !== hash) throw new Error(`The bundle at ${uri} has the hash ${found}, not ${hash}.`)
    await chmod(fresh, 0o444)
    await rename(fresh, file)
    return file
  } finally {
    await rm(fresh, { force: true })
  }
}

async function sha256(file: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash, { signal })
  return hash.digest('hex')
}
