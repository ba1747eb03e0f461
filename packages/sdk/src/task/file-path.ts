import { createHash } from 'node:crypto'

const maxLength = 200

/** The folder of a task's files: project, then the task's name and id, as in ClearML. */
export function taskFolder(task: { readonly id: string; readonly name: string; readonly projectName: string }): string[] {
  const project = task.projectName
    .split('/')
    .filter((part) => part !== '')
    .map(pathSegment)
  return [...(project.length === 0 ? ['no project'] : project), `${pathSegment(task.name).slice(0, 90)}.${task.id}`]
}

/**
 * A name as one segment of a path, without characters that file systems or addresses cannot hold. Different names give different segments: a
 * name that has to be changed gets `~` and its hash at the end, and no unchanged name holds a `~`.
 */
export function pathSegment(name: string): string {
  const safe = name.replaceAll(/[^\p{L}\p{N} ._\-+=@,()[\]]/gu, (char) => `0x${char.codePointAt(0)?.toString(16) ?? ''}`)
  if (safe === name && name.length <= maxLength && !/^\.*$/.test(name)) return name
  // Half of a surrogate pair at the end is dropped; the hash is over UTF-16, in which lone surrogates differ too.
  const begin = safe.slice(0, maxLength - 20).replace(/[\ud800-\udbff]$/, '')
  return `${begin}~${createHash('sha256').update(name, 'utf16le').digest('hex').slice(0, 16)}`
}
