import { dirname } from 'node:path'
import { makeFolders } from '@clearway/contract/make-folders'
import { type Profiles, profilesFile } from '@clearway/sdk/profiles'
import { writeOwnFile } from '../write-own-file.ts'

/** Writes the user’s profiles atomically, readable by their owner alone. */
export async function storeProfiles(profiles: Profiles): Promise<string> {
  const file = profilesFile()
  await makeFolders(dirname(file), 0o700)
  await writeOwnFile(file, `${JSON.stringify(profiles, undefined, 2)}\n`)
  return file
}
