import { randomBytes, randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { makeFolders } from '@clearway/contract/make-folders'
import envPaths from 'env-paths'
import { isSeenHere, type Owner, readOwner, silentMs, withLock } from '@clearway/runtime/file-lock'
import { nameTaken } from './name-taken.ts'

export interface WorkFolder extends AsyncDisposable {
  readonly path: string
  /** The agent's id, the same at each start. */
  readonly name: string
  /** The id of the folder: the same at each start in it, and different in every other folder. */
  readonly id: string
}

interface Wanted {
  readonly name?: string | undefined
  readonly work?: string | undefined
  readonly url: string
  /** Called before a long wait, with the reason. */
  readonly onWait: (reason: Error) => void
}

/** How long a dead agent's lock takes to be recognised and taken over, where its processes are seen and where they are not: after a container's restart. */
const [seenMs, unseenMs] = [2000, silentMs + 5000]
const mostOnOneHost = 64

/**
 * Takes the folder that holds an agent's attempts, for this process alone. Without a name the host's name and a suffix that stays the same; where an
 * agent of that name runs already, the next one gets a number.
 */
export async function takeWorkFolder({ name, work, url, onWait }: Wanted): Promise<WorkFolder> {
  const { host } = new URL(url)
  const base = work ?? join(envPaths('clearway', { suffix: '' }).data, 'agents', host.replace(':', '_'))
  const ownName = name ?? `${hostname()}-${await suffixIn(base)}`
  for (let number = 1; ; number += 1) {
    const numbered = number === 1 ? ownName : `${ownName}-${number}`
    const path = work ?? join(base, numbered.replaceAll(/[^\w.-]/g, '_'))
    const release = await lock(join(path, 'lock'), onWait)
    if (release !== undefined)
      return { path, name: numbered, id: await storedIn(join(path, 'id'), randomUUID()), [Symbol.asyncDispose]: release }
    if (work !== undefined || name !== undefined || number === mostOnOneHost)
      throw new Error(nameTaken({ name: numbered, ...(await readOwner(join(path, 'lock'))) }))
  }
}

async function suffixIn(base: string): Promise<string> {
  await makeFolders(base, 0o700)
  return storedIn(join(base, 'suffix'), randomBytes(2).toString('hex'))
}

/** Reads a file that is written once. If it does not exist, it is written with `text`. */
async function storedIn(file: string, text: string): Promise<string> {
  await writeFile(file, text, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  return (await readFile(file, 'utf8')).trim()
}

/** Holds the lock until the returned function is called; `undefined` where a live process has it. */
async function lock(file: string, onWait: Wanted['onWait']): Promise<(() => Promise<void>) | undefined> {
  const [got, released] = [Promise.withResolvers<true>(), Promise.withResolvers<void>()]
  const owner = await readOwner(file)
  const isSeen = owner === undefined || isSeenHere(owner)
  if (!isSeen) onWait(unseenOwner(owner))
  const patience = AbortSignal.timeout(isSeen ? seenMs : unseenMs)
  const held = withLock(file, patience, async () => {
    got.resolve(true)
    await released.promise
  })
  const isOurs = await Promise.race([
    got.promise,
    held.then(
      () => false,
      (error: unknown) => {
        if (patience.aborted) return false
        throw error
      },
    ),
  ])
  if (!isOurs) return undefined
  return async () => {
    released.resolve()
    await held
  }
}

function unseenOwner({ host, pid }: Owner): Error {
  const who = host === '' ? 'An agent' : `An agent on ${host}, process ${pid} of another container or machine,`
  return new Error(`${who} has this one's folder, unless it has ended: that shows within ${unseenMs / 1000} s.`)
}
