import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** For how long after a change of a folder another one may have the same time stamp, in milliseconds. */
const stampStep = 1000

/**
 * Gives the names of the files of a built web app, undefined while there is none. They are listed again only after a build, which changes the page or the
 * folder of the assets, so that a server goes on when its app is built anew below it.
 */
export function builtFiles(root: string): () => Promise<ReadonlySet<string> | undefined> {
  let listed: { readonly stamp: string; readonly names: Promise<ReadonlySet<string>> } | undefined
  return async () => {
    const changed = await changeTimes(root)
    if (changed === undefined) return undefined
    const stamp = changed.join(' ')
    if (listed?.stamp === stamp) return listed.names
    const names = namesBelow(root)
    listed = Date.now() - Math.max(...changed) < stampStep ? undefined : { stamp, names }
    return names
  }
}

async function changeTimes(root: string): Promise<number[] | undefined> {
  try {
    return (await Promise.all(['index.html', 'assets'].map((name) => stat(join(root, name))))).map(({ mtimeMs }) => mtimeMs)
  } catch {
    // A build begins with an empty folder.
    return undefined
  }
}

async function namesBelow(root: string): Promise<ReadonlySet<string>> {
  return new Set((await readdir(root, { recursive: true })).map((name) => name.replaceAll('\\', '/')))
}
