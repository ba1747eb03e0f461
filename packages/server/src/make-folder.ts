import { makeFolders } from '@clearway/contract/make-folders'
import { SettingError } from './settings.ts'

/** Makes a folder that a setting names, accessible to its owner alone, with its missing parents. Throws a SettingError that names the cure. */
export async function makeFolder(path: string, flag: '--data' | '--files'): Promise<void> {
  try {
    await makeFolders(path, 0o700)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new SettingError(`The folder ${path} cannot be made (${code}). Choose another with ${flag}.`, { cause: error })
  }
}
