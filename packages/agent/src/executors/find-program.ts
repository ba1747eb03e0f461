import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

/** The full path of a program, as a shell would find it on `path`; a name with a slash is left as it is. `undefined` if there is none. */
export function findProgram(name: string, path: string | undefined): string | undefined {
  if (name.includes('/')) return name
  for (const folder of (path ?? '').split(delimiter)) {
    if (isAbsolute(folder) && isProgram(join(folder, name))) return join(folder, name)
  }
  return undefined
}

/** Whether a file exists and may be run. */
export function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
