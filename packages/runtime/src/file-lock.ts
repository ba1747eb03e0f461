import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeFolders } from '@clearway/contract/make-folders'
import { identify, isAlive } from './executors/process/process-identity.ts'

interface Owner {
  readonly id: string
  readonly host: string
  readonly pid: number
  readonly started: string
}

const nobody: Owner = { id: '', host: '', pid: 0, started: '' }

const [pollMs, touchMs, silentMs] = [50, 5000, 60_000]

/**
 * Does something that only one process at a time may do, among all that see the same folder. A dead owner's lock is taken over: at once on
 * the same machine, after a minute without a sign of life elsewhere.
 */
export async function withLock<T>(file: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const self = await identify(process.pid)
  if (!self) throw new Error('This process does not find itself.')
  const owner: Owner = { id: randomUUID(), host: hostname(), ...self }
  const mine = `${file}.${owner.id}`
  await makeFolders(dirname(file))
  await writeFile(mine, JSON.stringify(owner))
  try {
    while (!(await linked(mine, file))) {
      await removeIfOwnerDied(file, mine)
      await sleep(pollMs, undefined, { signal })
    }
    // The lock is a second name of our file: touching one touches both.
    const heartbeat = setInterval(() => void utimes(mine, new Date(), new Date()).catch(() => {}), touchMs)
    try {
      return await work()
    } finally {
      clearInterval(heartbeat)
      if ((await readOwner(file))?.id === owner.id) await rm(file, { force: true })
    }
  } finally {
    await rm(mine, { force: true })
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function removeIfOwnerDied(file: string, mine: string): Promise<void> {
  const owner = await readOwner(file)
  if (!owner || !(await isDead(owner, file))) return
  const taken = `${mine}.dead`
  try {
    await rename(file, taken)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  // Another waiter was quicker and holds the lock by now: give it back.
  if ((await readOwner(taken))?.id !== owner.id) await linked(taken, file)
  await rm(taken, { force: true })
}

async function isDead(owner: Owner, file: string): Promise<boolean> {
  if (owner.host === hostname()) return !(await isAlive(owner))
  const seen = await stat(file).then(
    (stats) => stats.mtimeMs,
    () => Date.now(),
  )
  return Date.now() - seen > silentMs
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
