import { writeFileSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { makeFoldersSync } from '@clearway/contract/make-folders'
import { isThere } from '../is-there.ts'
import { placeFiles } from './files.ts'
import { checkOut } from './repository.ts'
import { type SetUp, literalScript } from './script.ts'
import { applyChanges } from './uncommitted-changes.ts'

/** A task's code on disk. `root` is what imports start from, `cwd` where the task runs. */
export interface Code {
  readonly root: string
  readonly cwd: string
  /** The full id of the repository's commit. */
  readonly commit?: string | undefined
}

/**
 * Fetches the repository, if there is one, applies the changes, and places the files that travel with the task. A literal script is left to the caller, who
 * knows its file name.
 */
export async function prepareCode(setUp: SetUp): Promise<Code> {
  const code = await checkOutCode(setUp)
  await placeFiles(setUp, code.root)
  return code
}

async function checkOutCode(setUp: SetUp): Promise<Code> {
  const { script, attemptRoot, log } = setUp
  const root = codeRoot(attemptRoot)
  const workingDir = script.working_dir?.trim() || '.'
  if (!script.repository) {
    makeFoldersSync(root)
    if (workingDir !== '.') log(`Working folder ${workingDir} ignored: the task has no repository.`)
    if (script.diff && literalScript(script) === undefined)
      throw new Error('The task has uncommitted changes, but no repository to apply them to.')
    return { root, cwd: root }
  }
  const { commit, git } = await checkOut(setUp, script.repository, root)
  if (script.diff && literalScript(script) === undefined) {
    log('Applying uncommitted changes')
    await applyChanges(git, root, script.diff)
  }
  const cwd = resolve(root, workingDir.split(':')[0] || '.')
  if (cwd !== root && !cwd.startsWith(root + sep)) throw new Error(`The working folder ${workingDir} lies outside the repository.`)
  if (!(await isThere(cwd))) throw new Error(`The repository has no folder ${workingDir}.`)
  return { root, cwd, commit }
}

/** The folder of the code in an attempt's folder. */
export function codeRoot(attemptRoot: string): string {
  return join(attemptRoot, 'code')
}

/** Writes a literal script into the folder where the task runs, unless the repository already has a file of that name. */
export function writeLiteral({ cwd }: Code, name: string, text: string): void {
  try {
    writeFileSync(join(cwd, name), text, { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
