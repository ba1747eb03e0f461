import { ActionError } from './errors.ts'

const longest = 4096

/**
 * Normalizes a user's path to the form in which it is stored, or throws `invalid_path`. The path is only a name: it never reaches the file system.
 */
export function cleanPath(path: string): string {
  const clean = path.replace(/^\/+/, '')
  const fault = faultOf(clean)
  if (fault !== undefined) throw new ActionError('invalid_path', { path: path.slice(0, 200), fault })
  return clean
}

function faultOf(path: string): string | undefined {
  if (path.length > longest) return `longer than ${longest} characters`
  if (path.includes('\0')) return 'holds a NUL character'
  if (!path.isWellFormed()) return 'is not well-formed Unicode'
  const parts = path.split('/')
  if (parts.includes('')) return 'has an empty part'
  if (parts.includes('..') || parts.includes('.')) return 'has a part `.` or `..`'
  return undefined
}

/** The bounds of all paths below a folder, by code point: from `folder/` to the character after `/`. */
export function below(folder: string): { readonly from: string; readonly to: string } {
  return { from: `${folder}/`, to: `${folder}0` }
}

/** The task in a path of ClearML's form, `project/name.TASK/artifacts/…`. */
export function taskOf(path: string): string | undefined {
  // A long project name ends in an id too, so an id before a folder of outputs is preferred to the first id.
  const found = /\.([0-9a-f]{32})\/(?:artifacts|metrics|models)\//.exec(path) ?? /\.([0-9a-f]{32})\//.exec(path)
  return found?.[1]
}

/** The file's name: the last part of its path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
