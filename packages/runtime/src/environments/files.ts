import { chmod, copyFile, readFile } from 'node:fs/promises'
import { basename, dirname, resolve, sep } from 'node:path'
import { makeFolders } from '@clearway/contract/make-folders'
import { fetchBundle } from './bundle.ts'
import type { SetUp } from './script.ts'

/** A file that travels with a task; `path` is relative to the folder of its code. */
interface TravellingFile {
  readonly path: string
  readonly uri: string
  /** sha256, hex. */
  readonly hash: string
  readonly isProgram?: boolean
}

/** Places the files that travel with a task: those that its input artifact `files` lists. Each is fetched once by its hash. */
export async function placeFiles(setUp: SetUp, root: string): Promise<void> {
  const list = setUp.artifacts.find(({ key, mode }) => key === 'files' && mode === 'input')
  if (list === undefined) return
  const files = JSON.parse(await readFile(await fetchBundle(setUp, list, 'files.json'), 'utf8')) as readonly TravellingFile[]
  setUp.log(`Placing the files that travel along: ${files.length}`)
  for (const { path, uri, hash, isProgram = false } of files) {
    const target = resolve(root, path)
    if (!target.startsWith(root + sep)) throw new Error(`The file ${path} of the task lies outside of its folder.`)
    await makeFolders(dirname(target))
    await copyFile(await fetchBundle(setUp, { uri, hash }, basename(path)), target)
    // The copy in the cache is read-only; the step may change its own.
    await chmod(target, isProgram ? 0o755 : 0o644)
  }
}
