import { randomBytes } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isProcessAlive } from '@clearway/contract/is-process-alive'
import { pidNamespace } from '@clearway/contract/pid-namespace'

// Distinguishes this process from an earlier one with the same process id.
const run = randomBytes(6).toString('hex')
const namespace = encodeURIComponent(pidNamespace())

/** A temporary file's name, with the PID namespace and process that writes the file, so that others can check whether the writer still lives. */
export function ownTemporaryName(id: string): string {
  return [namespace, process.pid, run, id].join('~')
}

/** Deletes files of ended processes of this PID namespace, and files of others that have not changed for `silentMilliseconds`. */
export async function removeLeftOvers(folder: string, silentMilliseconds: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    if (await isLeftOver(path, name, silentMilliseconds)) await rm(path, { force: true })
  }
}

async function isLeftOver(path: string, name: string, silentMilliseconds: number): Promise<boolean> {
  const [writerNamespace, pid, writerRun] = name.split('~')
  if (writerNamespace === namespace) return Number(pid) === process.pid ? writerRun !== run : !isProcessAlive(Number(pid))
  const found = await stat(path).catch(() => undefined)
  return found !== undefined && Date.now() - found.mtimeMs > silentMilliseconds
}
