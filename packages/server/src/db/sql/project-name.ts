import { ActionError } from '../../errors.ts'

const shortest = 3
const deepest = 10

/**
 * Normalizes a project's name, for storing and for searching: the parts of its path are trimmed, empty ones removed. `/a // b/` becomes `a/b`, as in
 * ClearML server 2.3.0.
 */
export function storedProjectName(name: string): string {
  return partsOf(name).join('/')
}

/** The parts of a project's path. Refuses a name with fewer than three characters or more than ten levels. */
export function projectParts(name: string): string[] {
  const parts = partsOf(name)
  if (parts.join('/').length < shortest) throw new ActionError('invalid_project_name', { name })
  refuseTooDeep(name, 0)
  return parts
}

/** Refuses a path of more than ten levels, together with those of the projects below it. */
export function refuseTooDeep(name: string, below: number): void {
  const levels = partsOf(name).length + below
  if (levels > deepest) throw new ActionError('project_too_deep', { name, levels })
}

function partsOf(name: string): string[] {
  return name
    .split('/')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
