import { rm, utimes } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeFolders } from '@clearway/contract/make-folders'
import { isThere } from '../is-there.ts'
import type { Git } from './git.ts'
import { ToolError } from './run-tool.ts'
import type { ScriptDocument, SetUp } from './script.ts'

/** What a task asks for in its repository; with none of them, the tip of the default branch. */
export type Revision = Pick<ScriptDocument, 'version_num' | 'tag' | 'branch'>

interface Mirror {
  readonly git: Git
  readonly log: SetUp['log']
  /** Where the mirror lies. Its lock is held. */
  readonly folder: string
  readonly url: string
}

/** Branches and tags only: hosting services have all pull requests under other names, which would make a mirror many times as large. */
const refs = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*']

/**
 * Brings the mirror of a repository up to date as far as a revision needs it, and gives the full id of the revision's commit. The repository is not
 * asked for a commit that the mirror has.
 */
export async function mirrorCommit(mirror: Mirror, revision: Revision): Promise<string> {
  const version = revision.version_num?.trim()
  const named = version && isFullId(version) ? version : undefined
  if (named === undefined || !(await hasCommit(mirror, named))) await update(mirror)
  // Marks the time of use, for `trimCache`.
  await utimes(mirror.folder, new Date(), new Date())
  if (named !== undefined) return ensureCommit(mirror, named)
  if (version)
    return findCommit(
      mirror,
      [`refs/heads/${localName(version)}`, `refs/tags/${version}`, ...(isId(version) ? [version] : [])],
      `commit, branch or tag ${version}`,
    )
  if (revision.tag) return findCommit(mirror, [`refs/tags/${revision.tag}`], `tag ${revision.tag}`)
  if (revision.branch) return findCommit(mirror, [`refs/heads/${localName(revision.branch)}`], `branch ${revision.branch}`)
  return defaultCommit(mirror)
}

/** A mirror that cannot be updated although its repository answers is damaged, for instance by a power cut: it is made anew. */
async function update(mirror: Mirror): Promise<void> {
  const { git, log, folder, url } = mirror
  const isNew = !(await isThere(folder))
  try {
    await fetchRefs(mirror)
  } catch (error) {
    if (isNew || !(error instanceof ToolError)) throw error
    await git(['ls-remote', '--quiet', '--', url, 'HEAD'], { cwd: folder, isQuiet: true }).catch(() => {
      throw error
    })
    log('The mirror of the repository cannot be updated. It is made anew.')
    await rm(folder, { recursive: true, force: true })
    await fetchRefs(mirror)
  }
}

async function fetchRefs({ git, folder, url }: Mirror): Promise<void> {
  await makeFolders(dirname(folder))
  await git(['init', '--quiet', '--bare', '--', folder])
  await git(['fetch', '--quiet', '--prune', '--', url, ...refs], { cwd: folder })
}

/** The default branch may have another name than when the mirror was made, so it is asked for each time. A detached HEAD is a commit. */
async function defaultCommit(mirror: Mirror): Promise<string> {
  const { git, folder, url } = mirror
  const answer = await git(['ls-remote', '--symref', '--', url, 'HEAD'], { cwd: folder, isQuiet: true })
  const branch = /^ref: (refs\/\S+)\tHEAD$/m.exec(answer)?.[1]
  const commit = /^([0-9a-f]+)\tHEAD$/m.exec(answer)?.[1]
  return branch === undefined && commit !== undefined
    ? ensureCommit(mirror, commit)
    : findCommit(mirror, branch === undefined ? [] : [branch], 'default branch')
}

/** A commit that no branch holds any more, such as that of a rebased pull request, is fetched by its id. */
async function ensureCommit(mirror: Mirror, id: string): Promise<string> {
  if (!(await hasCommit(mirror, id))) await mirror.git(['fetch', '--quiet', '--', mirror.url, id], { cwd: mirror.folder })
  return id
}

/** The commit of the first name that there is. Each begins with `refs/` or is hexadecimal, so that git takes none for an option. */
async function findCommit({ git, folder, url }: Mirror, names: readonly string[], sought: string): Promise<string> {
  for (const name of names) {
    try {
      return (await git(['rev-parse', '--verify', '--quiet', `${name}^{commit}`], { cwd: folder, isQuiet: true })).trim()
    } catch (error) {
      if (!(error instanceof ToolError)) throw error
    }
  }
  throw new Error(`The repository ${url} has no ${sought}. Was it pushed?`)
}

async function hasCommit({ git, folder }: Mirror, id: string): Promise<boolean> {
  if (!(await isThere(folder))) return false
  try {
    await git(['cat-file', '-e', `${id}^{commit}`], { cwd: folder, isQuiet: true })
    return true
  } catch (error) {
    if (error instanceof ToolError) return false
    throw error
  }
}

function localName(branch: string): string {
  return branch.replace(/^(refs\/heads\/|(refs\/remotes\/)?origin\/)/, '')
}

/** SHA-1 and SHA-256. */
function isFullId(name: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(name)
}

function isId(name: string): boolean {
  return /^[0-9a-f]{4,64}$/i.test(name)
}
