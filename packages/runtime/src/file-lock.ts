import { randomUUID } from 'node:crypto'
import { link, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeFolders } from '@clearway/contract/make-folders'
import { pidNamespace } from '@clearway/contract/pid-namespace'
import { identify, isAlive } from './executors/process/process-identity.ts'

/** The process that holds a lock. */
export interface Owner {
  readonly id: string
  /** The name of the machine, for people. */
  readonly host: string
  readonly pidNamespace: string
  readonly pid: number
  readonly started: string
}

const nobody: Owner = { id: '00000000-0000-0000-0000-000000000000', host: '', pidNamespace: '', pid: 0, started: '' }

/** How the names of the files beside a lock go on: the files of those who want it, and the locks on its removal. */
const besideLock = /^(\.[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}(\.removal)?)+$/

const [pollMs, touchMs] = [50, 5000]
/** How long an owner whose processes are not seen here is silent before it counts as dead. */
export const silentMs = 60_000

/** A process that waits for a lock or holds it. */
interface Candidate {
  readonly owner: Owner
  /** The candidate's own file. A lock is a second name of its owner's file: touching one touches both. */
  readonly mine: string
}

/**
 * Does something that only one process at a time may do, among all that see the same folder. A dead owner's lock is taken over: at once where
 * the owner's processes are seen, after a minute without a sign of life on other machines and in other containers.
 */
export async function withLock<T>(file: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const self = await identify(process.pid)
  if (!self) throw new Error('This process is missing in the list of processes.')
  const owner: Owner = { id: randomUUID(), host: hostname(), pidNamespace: pidNamespace(), ...self }
  const candidate = { owner, mine: `${file}.${owner.id}` }
  await makeFolders(dirname(file))
  await writeFile(candidate.mine, JSON.stringify(owner))
  const heartbeat = setInterval(() => void utimes(candidate.mine, new Date(), new Date()).catch(() => {}), touchMs)
  try {
    while (!(await take(file, candidate))) await sleep(pollMs, undefined, { signal })
    try {
      await removeLeftovers(file)
      return await work()
    } finally {
      if ((await readOwner(file))?.id === owner.id) await rm(file, { force: true })
    }
  } finally {
    clearInterval(heartbeat)
    await rm(candidate.mine, { force: true })
  }
}

/**
 * Takes a lock if it is free or its owner is dead. A dead owner's lock is removed under a second lock, which is named after this owner: so no waiter removes
 * the lock of another that was quicker.
 */
async function take(file: string, candidate: Candidate): Promise<boolean> {
  if (await linked(candidate, file)) return true
  const dead = await deadOwner(file)
  if (dead === undefined) return false
  const removal = `${file}.${dead.id}.removal`
  if (!(await take(removal, candidate))) return false
  try {
    // Another waiter may have removed it before this one held the second lock.
    if ((await readOwner(file))?.id === dead.id) await rm(file)
  } finally {
    await rm(removal)
  }
  return linked(candidate, file)
}

async function linked({ owner, mine }: Candidate, file: string): Promise<boolean> {
  try {
    await link(mine, file)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    if (code !== 'ENOENT') throw error
    // This process was silent for so long that another machine removed its file.
    await writeFile(mine, JSON.stringify(owner))
    return false
  }
}

/** Removes what killed processes left beside a lock. Only its holder may: the locks on a removal are of no use then. */
async function removeLeftovers(file: string): Promise<void> {
  const [folder, name] = [dirname(file), basename(file)]
  for (const found of await readdir(folder)) {
    const path = join(folder, found)
    if (found.startsWith(name) && besideLock.test(found.slice(name.length)) && (await deadOwner(path))) await rm(path, { force: true })
  }
}

/** The owner of a file if it is dead; `undefined` if it lives or there is no file. */
async function deadOwner(file: string): Promise<Owner | undefined> {
  const owner = await readOwner(file)
  return owner !== undefined && (await isDead(owner, file)) ? owner : undefined
}

async function isDead(owner: Owner, file: string): Promise<boolean> {
  if (isSeenHere(owner)) return !(await isAlive(owner))
  const seen = await stat(file).then(
    (stats) => stats.mtimeMs,
    () => Date.now(),
  )
  return Date.now() - seen > silentMs
}

/** Whether the processes of a lock's owner are seen here, so that a dead one is known at once. */
export function isSeenHere(owner: Owner): boolean {
  return owner.pidNamespace === pidNamespace()
}

/** The process that holds the lock; `undefined` if none does. */
export async function readOwner(file: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Owner
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    // Cut short by a power failure: the lock has no owner, and is free once it is old.
    if (error instanceof SyntaxError) return nobody
    throw error
  }
}
