import { stat } from 'node:fs/promises'
import { type BundledProgram, bundleFunctions } from '../bundle.ts'

interface Known {
  readonly bundle: BundledProgram
  /** The times, size and inode of each of its files, by path: they differ if the file has changed. */
  readonly stamps: ReadonlyMap<string, string>
}

/** The bundle of each file that this process has bundled last. */
const known = new Map<string, Known>()
/** How far the times of files lag behind the clock. Milliseconds. */
const clockLag = 20

/** Bundles the file that defines pipelines and steps, or gives the bundle that this process made of it before, if none of its files has changed since. */
export async function reusedBundle(file: string): Promise<BundledProgram> {
  const before = known.get(file)
  if (before !== undefined && (await isUnchanged(before.stamps))) return before.bundle
  known.delete(file)
  const start = Date.now()
  const bundle = await bundleFunctions(file)
  const found = await Promise.all([...bundle.files].map(async (path) => ({ path, ...(await stampOf(path)) })))
  // The bundle may hold the old form of a file that changed during bundling, so such a bundle is not reused.
  if (found.every(({ modified }) => modified < start - clockLag))
    known.set(file, { bundle, stamps: new Map(found.map(({ path, stamp }) => [path, stamp])) })
  return bundle
}

async function isUnchanged(stamps: Known['stamps']): Promise<boolean> {
  const same = await Promise.all([...stamps].map(async ([path, stamp]) => (await stampOf(path)).stamp === stamp))
  return !same.includes(false)
}

async function stampOf(path: string): Promise<{ readonly stamp: string; readonly modified: number }> {
  const found = await stat(path).catch(() => undefined)
  // Modules that the bundler makes itself, such as the entry, are no files.
  if (found === undefined) return { stamp: '', modified: 0 }
  const { mtimeMs, ctimeMs, size, ino } = found
  return { stamp: [mtimeMs, ctimeMs, size, ino].join(' '), modified: mtimeMs }
}
