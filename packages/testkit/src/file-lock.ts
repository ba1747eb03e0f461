import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

/** Waits until this process holds the lock, which a file stands for. A holder that died holds nobody up. */
export async function lockFile(path: string, milliseconds: number): Promise<AsyncDisposable> {
  const deadline = performance.now() + milliseconds
  const mine = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`
  await writeFile(mine, String(process.pid))
  try {
    while (!(await tryLink(mine, path))) {
      if (performance.now() > deadline) throw new Error(`${path} is held by process ${await ownerOf(path)} for too long.`)
      await removeIfOwnerDied(path, `${mine}.dead`)
      await delay(100)
    }
  } finally {
    await rm(mine, { force: true })
  }
  return { [Symbol.asyncDispose]: () => rm(path, { force: true }) }
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function removeIfOwnerDied(path: string, aside: string): Promise<void> {
  const owner = await ownerOf(path)
  if (owner === undefined || isAlive(owner)) return
  try {
    await rename(path, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  // Another waiter was quicker: what was moved is its lock.
  if ((await ownerOf(aside)) !== owner) await tryLink(aside, path)
  await rm(aside, { force: true })
}

async function ownerOf(path: string): Promise<number | undefined> {
  try {
    return Number(await readFile(path, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
