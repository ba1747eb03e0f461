import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { SettingError } from './settings.ts'

/** Makes a folder that a setting names, accessible to its owner alone, with its missing parents. Throws a SettingError that names the cure. */
export async function makeFolder(path: string, flag: '--data' | '--files'): Promise<void> {
  try {
    await make(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new SettingError(`The folder ${path} cannot be made (${code}). Choose another with ${flag}.`, { cause: error })
  }
}

/** Makes one level at a time: Node's recursive `mkdir` retries for ever if a file system answers ENOENT although the parent exists, as /proc does. */
async function make(path: string): Promise<void> {
  try {
    await makeOne(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error
    await make(dirname(path))
    await makeOne(path)
  }
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !(await stat(path)).isDirectory()) throw error
  }
}
