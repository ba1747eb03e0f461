import { mkdirSync, statSync } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder with its missing parents, one level at a time: Node's recursive `mkdir` retries for ever where a file system answers ENOENT although
 * the parent exists, as /proc does. Answers whether the folder was missing. `mode`: of all folders that are made.
 */
export async function makeFolders(path: string, mode?: number): Promise<boolean> {
  try {
    return await makeOne(path, mode)
  } catch (error) {
    if (!isParentMissing(error, path)) throw error
    await makeFolders(dirname(path), mode)
    return makeOne(path, mode)
  }
}

/** Does what `makeFolders` does, without a promise. */
export function makeFoldersSync(path: string, mode?: number): boolean {
  try {
    return makeOneSync(path, mode)
  } catch (error) {
    if (!isParentMissing(error, path)) throw error
    makeFoldersSync(dirname(path), mode)
    return makeOneSync(path, mode)
  }
}

async function makeOne(path: string, mode: number | undefined): Promise<boolean> {
  try {
    await mkdir(path, mode)
    return true
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' || !(await stat(path)).isDirectory()) throw error
    return false
  }
}

function makeOneSync(path: string, mode: number | undefined): boolean {
  try {
    mkdirSync(path, mode)
    return true
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' || !statSync(path).isDirectory()) throw error
    return false
  }
}

function isParentMissing(error: unknown, path: string): boolean {
  return codeOf(error) === 'ENOENT' && dirname(path) !== path
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}
