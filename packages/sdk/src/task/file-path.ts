import { createHash } from 'node:crypto'

const longest = 200

/** The folder of a task's files: project, task's name and id, as ClearML lays them out. */
export function taskFolder(task: { readonly id: string; readonly name: string; readonly projectName: string }): string[] {
  const project = task.projectName
    .split('/')
    .filter((part) => part !== '')
    .map(plain)
  return [...(project.length === 0 ? ['no project'] : project), `${plain(task.name).slice(0, 90)}.${task.id}`]
}

/**
 * One part of a path, without what file systems and addresses trip over. Different names give different parts: a name that has to be
 * changed gets `~` and a hash of it at its end, and no unchanged name holds a `~`.
 */
export function plain(name: string): string {
  const safe = name.replaceAll(/[^\p{L}\p{N} ._\-+=@,()[\]]/gu, (char) => `0x${char.codePointAt(0)?.toString(16) ?? ''}`)
  if (safe === name && name.length <= longest && !/^\.*$/.test(name)) return name
  // Half a letter at the end is dropped; the hash is over UTF-16, in which lone halves differ too.
  const begin = safe.slice(0, longest - 20).replace(/[\ud800-\udbff]$/, '')
  return `${begin}~${createHash('sha256').update(name, 'utf16le').digest('hex').slice(0, 16)}`
}
