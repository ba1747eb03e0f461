import { randomUUID } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeFolders } from '@clearway/contract/make-folders'
import { type Profiles, profilesFile } from '@clearway/sdk/profiles'

/** Writes the user’s profiles atomically, readable by their owner alone. */
export async function storeProfiles(profiles: Profiles): Promise<string> {
  const file = profilesFile()
  const written = `${file}.${randomUUID()}`
  await makeFolders(dirname(file), 0o700)
  try {
    await writeFile(written, `${JSON.stringify(profiles, undefined, 2)}\n`, { mode: 0o600, flag: 'wx', flush: true })
    await rename(written, file)
  } catch (error) {
    await rm(written, { force: true })
    throw error
  }
  return file
}
