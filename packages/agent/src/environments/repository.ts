import { createHash, randomUUID } from 'node:crypto'
import { mkdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { withLock } from './file-lock.ts'
import { gitAccess } from './git-access.ts'
import { runTool, ToolError } from './run-tool.ts'
import type { SetUp } from './script.ts'

type Git = (args: readonly string[], cwd?: string, input?: string) => Promise<string>

/** Puts the task's repository into `target`, at its commit, tag or branch, submodules included. The history comes from a mirror in the cache. */
export async function checkOut(setUp: SetUp, repository: string, target: string): Promise<void> {
  const { script, cache, signal, log } = setUp
  const access = gitAccess(repository, setUp.git)
  const git = gitFor(setUp, access.env)
  const mirror = join(cache, 'repositories', `${createHash('sha256').update(access.url).digest('hex').slice(0, 32)}.git`)
  log(`Repository ${access.url}`)
  await withLock(
    `${mirror}.lock`,
    signal,
    async () => await updateMirror({ git, mirror, url: access.url, commit: script.version_num || undefined }),
  )
  await rm(target, { recursive: true, force: true })
  await git(['clone', '--quiet', '--no-checkout', mirror, target])
  // Before the checkout, for submodules and large files are addressed relative to it.
  await git(['remote', 'set-url', 'origin', access.url], target)
  await git(['-c', 'advice.detachedHead=false', 'checkout', '--quiet', '--detach', wanted(setUp)], target)
  if (await exists(join(target, '.gitmodules'))) await git(['submodule', 'update', '--init', '--recursive', '--quiet'], target)
  log(`Checked out ${(await quietly(setUp, access.env)(['rev-parse', 'HEAD'], target)).trim()}`)
}

/** Applies a task's uncommitted changes. */
export async function applyDiff(setUp: SetUp, diff: string, root: string): Promise<void> {
  setUp.log('Applying uncommitted changes')
  const input = diff.endsWith('\n') ? diff : `${diff}\n`
  await gitFor(setUp, {})(['apply', '--whitespace=nowarn', '-'], root, input)
}

function wanted({ script }: SetUp): string {
  if (script.version_num) return script.version_num
  if (script.tag) return `refs/tags/${script.tag}`
  return script.branch ? `refs/remotes/origin/${script.branch.replace(/^origin\//, '')}` : 'refs/remotes/origin/HEAD'
}

/** Branches and tags: hosting services keep all pull requests under other names, which would make a mirror many times as large. */
const refs = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*']

type Mirror = { readonly git: Git; readonly mirror: string; readonly url: string; readonly commit: string | undefined }

async function updateMirror({ git, mirror, url, commit }: Mirror): Promise<void> {
  if (!(await exists(mirror))) {
    await mkdir(join(mirror, '..'), { recursive: true })
    const fresh = `${mirror}.${randomUUID()}`
    try {
      await git(['clone', '--quiet', '--bare', url, fresh])
      await rename(fresh, mirror)
    } finally {
      await rm(fresh, { recursive: true, force: true })
    }
  } else if (commit === undefined || !(await hasCommit(git, mirror, commit))) {
    await git(['fetch', '--quiet', '--prune', url, ...refs], mirror)
  }
  // Marks the time of use, for `trimCache`.
  await utimes(mirror, new Date(), new Date())
  // A commit that no branch holds any more, such as that of a rebased pull request.
  if (commit !== undefined && !(await hasCommit(git, mirror, commit))) await git(['fetch', '--quiet', url, commit], mirror)
}

async function hasCommit(git: Git, mirror: string, commit: string): Promise<boolean> {
  try {
    await git(['cat-file', '-e', `${commit}^{commit}`], mirror)
    return true
  } catch (error) {
    if (error instanceof ToolError) return false
    throw error
  }
}

function gitFor(setUp: SetUp, env: Readonly<Record<string, string>>, log = setUp.log): Git {
  return async (args, cwd, input) =>
    await runTool('git', args, {
      env: { ...setUp.env, ...env },
      log: args[0] === 'cat-file' ? () => {} : log,
      signal: setUp.signal,
      ...(cwd === undefined ? {} : { cwd }),
      ...(input === undefined ? {} : { input }),
    })
}

function quietly(setUp: SetUp, env: Readonly<Record<string, string>>): Git {
  return gitFor(setUp, env, () => {})
}

async function exists(file: string): Promise<boolean> {
  return await stat(file).then(
    () => true,
    () => false,
  )
}
