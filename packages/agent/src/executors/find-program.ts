import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'

/** The full path of a program, as a shell would find it on `path`; a name with a slash is left as it is. `undefined` if there is none. */
export async function findProgram(name: string, path: string | undefined): Promise<string | undefined> {
  if (name.includes('/')) return name
  for (const folder of (path ?? '').split(delimiter)) {
    if (isAbsolute(folder) && (await isProgram(join(folder, name)))) return join(folder, name)
  }
  return undefined
}

/** Whether a file exists and may be run. */
export async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK)
    return (await stat(file)).isFile()
  } catch {
    return false
  }
}
