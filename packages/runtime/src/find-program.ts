import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

/** The full path of a program, as a shell would find it on `path`; a name with a slash is left as it is. `undefined` if there is none. */
export function findProgram(name: string, path: string | undefined): string | undefined {
  return name.includes('/') ? name : placesOf(name, path).find(isProgram)
}

/** The full paths of all programs of that name on `path`, in its order. */
export function findPrograms(name: string, path: string | undefined): readonly string[] {
  return placesOf(name, path).filter(isProgram)
}

function placesOf(name: string, path = ''): readonly string[] {
  const folders = path.split(delimiter).filter((folder) => isAbsolute(folder))
  return folders.map((folder) => join(folder, name))
}

/** Whether a file exists and may be run. */
export function isProgram(file: string): boolean {
  try {
    // First what throws nothing: most folders of a path do not have the program, and an error takes longer than the question.
    if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return false
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
