import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

/** The full path of a program, as a shell would find it on `path`; a name with a slash is left as it is. `undefined` if there is none. */
export function findProgram(name: string, path: string | undefined): string | undefined {
  return name.includes('/') ? name : findPrograms(name, path)[0]
}

/** The full paths of all programs of that name on `path`, in its order. */
export function findPrograms(name: string, path: string | undefined): readonly string[] {
  const folders = (path ?? '').split(delimiter).filter((folder) => isAbsolute(folder))
  return folders.map((folder) => join(folder, name)).filter(isProgram)
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
