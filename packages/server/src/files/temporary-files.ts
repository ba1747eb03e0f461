import { randomBytes } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { isProcessAlive } from '@clearway/contract/is-process-alive'

// Distinguishes this process from an earlier one with the same process id.
const run = randomBytes(6).toString('hex')
const host = encodeURIComponent(hostname())

/** A temporary file's name, with the host and process that writes the file, so that others can check whether the writer still lives. */
export function ownTemporaryName(id: string): string {
  return [host, process.pid, run, id].join('~')
}

/** Deletes files of this host's ended processes, and files of other hosts that have not changed for `silentMilliseconds`. */
export async function removeLeftOvers(folder: string, silentMilliseconds: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    if (await isLeftOver(path, name, silentMilliseconds)) await rm(path, { force: true })
  }
}

async function isLeftOver(path: string, name: string, silentMilliseconds: number): Promise<boolean> {
  const [writerHost, pid, writerRun] = name.split('~')
  if (writerHost === host) return Number(pid) === process.pid ? writerRun !== run : !isProcessAlive(Number(pid))
  const found = await stat(path).catch(() => undefined)
  return found !== undefined && Date.now() - found.mtimeMs > silentMilliseconds
}
