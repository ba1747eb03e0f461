import { readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { makeFolders } from '@clearway/contract/make-folders'
import { parseDiff, type Prepended, type SubmoduleChange } from './diff.ts'
import { putBehindFutureImports } from './future-imports.ts'
import type { Git } from './git.ts'
import { isThere } from '../is-there.ts'
import { ToolError } from './run-tool.ts'

/** Applies a task's uncommitted changes to its checked out repository, submodules included. Throws if any of them cannot be applied. */
export async function applyChanges(git: Git, root: string, text: string): Promise<void> {
  const { patch, prepended, submodules } = parseDiff(text)
  const lacking = submodules.find(({ lacksChanges }) => lacksChanges)
  if (lacking)
    throw new Error(
      `The submodule ${lacking.path} had uncommitted changes that the task's diff does not hold. Commit and push them, or make the diff by: git diff --submodule=diff`,
    )
  for (const { path } of prepended) await ensureFile(inside(root, path))
  // A diff that was trimmed may have lost the blank lines at its end. git passes over those that are too many.
  // Hunks without context are allowed, as ClearML's agent does: its SDK adds lines so to files that it has not seen.
  if (patch !== '') await git(['apply', '--unidiff-zero', '--whitespace=nowarn', '-'], { cwd: root, input: `${patch}\n\n\n\n` })
  for (const change of prepended) await repairImports(root, change)
  for (const change of submodules) await moveSubmodule(git, root, change)
}

/** ClearML's SDK adds lines to a `requirements.txt` that may not exist. */
async function ensureFile(file: string): Promise<void> {
  await makeFolders(dirname(file))
  await writeFile(file, '', { flag: 'a' })
}

/** The call of `Task.init` that ClearML's SDK puts first in a program must follow its imports from `__future__`. */
async function repairImports(root: string, { path, lines }: Prepended): Promise<void> {
  if (!path.endsWith('.py') || !lines.some((line) => line.includes('Task.init('))) return
  const file = inside(root, path)
  await writeFile(file, putBehindFutureImports(await readFile(file, 'utf8'), lines.length))
}

async function moveSubmodule(git: Git, root: string, { path, to }: SubmoduleChange): Promise<void> {
  const folder = inside(root, path)
  if (to === undefined) return
  if (to === null) {
    await git(['update-index', '--force-remove', '--', path], { cwd: root })
    await rm(folder, { recursive: true, force: true })
    return
  }
  const commit = to.length >= 40 ? to : await fullId(git, folder, path, to)
  await git(['update-index', '--add', '--cacheinfo', `160000,${commit},${path}`], { cwd: root })
  await git(['submodule', 'update', '--init', '--recursive', '--quiet', '--', path], { cwd: root })
}

/** The full id of a submodule's commit, which its remote must have. */
async function fullId(git: Git, folder: string, path: string, short: string): Promise<string> {
  if (!(await isThere(join(folder, '.git'))))
    throw new Error(`The task's uncommitted changes add the submodule ${path}, but not its files. Commit the submodule and push it.`)
  const known = await findId(git, folder, short)
  if (known !== undefined) return known
  await git(['fetch', '--quiet', 'origin'], { cwd: folder })
  const fetched = await findId(git, folder, short)
  if (fetched === undefined) throw new Error(`The submodule ${path} stood at ${short}, which its remote does not have. Was it pushed?`)
  return fetched
}

async function findId(git: Git, folder: string, short: string): Promise<string | undefined> {
  try {
    return (await git(['rev-parse', '--verify', '--quiet', `${short}^{commit}`], { cwd: folder, isQuiet: true })).trim()
  } catch (error) {
    if (error instanceof ToolError) return undefined
    throw error
  }
}

function inside(root: string, path: string): string {
  const file = resolve(root, path)
  if (!file.startsWith(root + sep)) throw new Error(`The uncommitted changes name ${path}, which lies outside the repository.`)
  return file
}
