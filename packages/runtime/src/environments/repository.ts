import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isThere } from '../is-there.ts'
import { withLock } from '../file-lock.ts'
import { gitAccess } from './git-access.ts'
import { type Git, gitWith } from './git.ts'
import { mirrorCommit } from './mirror.ts'
import { ToolError } from './run-tool.ts'
import type { SetUp } from './script.ts'

export interface Checkout {
  /** The full id of the commit that was checked out. */
  readonly commit: string
  /** git as the repository is reached with it. */
  readonly git: Git
}

/**
 * Puts the task's repository into `target`, at its commit, tag or branch, submodules included. The history comes from a mirror in the cache. No value
 * of the task stands where git could take it for an option.
 */
export async function checkOut(setUp: SetUp, repository: string, target: string): Promise<Checkout> {
  const { script, cache, signal, log } = setUp
  const { url, withheld, ...access } = gitAccess(repository, setUp.git)
  const git = gitWith(setUp, access)
  const folder = join(cache, 'repositories', `${createHash('sha256').update(url).digest('hex').slice(0, 32)}.git`)
  log(`Repository ${url}`)
  try {
    const commit = await withLock(`${folder}.lock`, signal, async () => {
      const found = await mirrorCommit({ git, log, folder, url }, script)
      await rm(target, { recursive: true, force: true })
      await git(['clone', '--quiet', '--no-checkout', '--', folder, target])
      return found
    })
    // Before the checkout, because submodules and large files are addressed relative to the remote.
    await git(['remote', 'set-url', '--', 'origin', url], { cwd: target })
    await git(['-c', 'advice.detachedHead=false', 'checkout', '--quiet', '--detach', commit], { cwd: target })
    if (await isThere(join(target, '.gitmodules'))) await git(['submodule', 'update', '--init', '--recursive', '--quiet'], { cwd: target })
    log(`Checked out ${commit}`)
    return { commit, git }
  } catch (error) {
    if (error instanceof ToolError && withheld !== undefined) throw new ToolError(`${error.message}\n${withheld}`, error.exitCode)
    throw error
  }
}
