import { createHash } from 'node:crypto'
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pidNamespace } from '@clearway/contract/pid-namespace'
import { identify } from './executors/process/process-identity.ts'

/** `clearway-steps-NAMESPACE-PID-START-RANDOM`: the name identifies the process that owns the folder, so that there is no moment at which a folder has no owner. */
const ownedName = /^clearway-[a-z]+-([\da-f]{8})-(\d+)-([\da-f]{8})-\w{6}$/

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8)

/**
 * Makes a folder for the temporary files of this process, which only this user can read. Before that, deletes such folders whose processes were killed: they
 * may hold keys.
 *
 * @param purpose lower-case letters, for the name of the folder
 */
export async function makeOwnedFolder(purpose: string, around = tmpdir()): Promise<string> {
  await deleteFoldersOfDead(around)
  const { started = '' } = (await identify(process.pid)) ?? {}
  return mkdtemp(join(around, `clearway-${purpose}-${shortHash(pidNamespace())}-${process.pid}-${shortHash(started)}-`))
}

async function deleteFoldersOfDead(around: string): Promise<void> {
  const names = await readdir(around).catch(() => [])
  const dead = await Promise.all(names.map(async (name) => ((await isOfDead(name)) && (await isOwn(join(around, name))) ? [name] : [])))
  // What another process deletes at the same time is gone, and what cannot be deleted keeps nobody from working.
  await Promise.all(dead.flat().map((name) => rm(join(around, name), { recursive: true, force: true }).catch(() => {})))
}

/** Whether a folder belongs to a process that is gone, as far as it could be seen here. */
async function isOfDead(name: string): Promise<boolean> {
  const [, namespace, pid, start] = ownedName.exec(name) ?? []
  if (pid === undefined || namespace !== shortHash(pidNamespace())) return false
  const found = await identify(Number(pid))
  return found === undefined || shortHash(found.started) !== start
}

/** Whether a folder is this user's, and no link. */
async function isOwn(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => undefined)
  return stats?.isDirectory() === true && stats.uid === process.getuid?.()
}
