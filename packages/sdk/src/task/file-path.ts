import { createHash } from 'node:crypto'

/** The folder of a task's files: project, task's name and id, as ClearML lays them out. */
export function taskFolder(task: { readonly id: string; readonly name: string; readonly projectName: string }): string[] {
  const project = task.projectName
    .split('/')
    .filter((part) => part !== '')
    .map(plain)
  return [...(project.length === 0 ? ['no project'] : project), `${plain(task.name).slice(0, 90)}.${task.id}`]
}

/** One part of a path, without what file systems and addresses trip over. Different names give different parts. */
export function plain(name: string): string {
  const safe = name.replaceAll(/[^\p{L}\p{N} ._\-+=@,()[\]]/gu, (char) => `0x${char.codePointAt(0)?.toString(16) ?? ''}`)
  const trimmed = /^\.+$/.test(safe) ? safe.replaceAll('.', '0x2e') : safe
  return trimmed.length <= 200 ? trimmed : `${trimmed.slice(0, 160)}.${createHash('md5').update(name).digest('hex')}`
}
