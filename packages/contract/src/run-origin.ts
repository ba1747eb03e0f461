import type { RunHead } from './run-view.ts'

type Code = NonNullable<RunHead['code']>

/** The version of a pipeline, as one says it: `v1.4`. */
export function versionName(version: string): string {
  return /^\d/.test(version) ? `v${version}` : version
}

/** The code of a run in a few characters: `iris main@3f2c1ab`, the repository's last name, the branch or tag, and the beginning of the commit. */
export function codeName({ repository, branch, tag, commit }: Code): string {
  const name = /([^/:]+?)(?:\.git)?\/*$/.exec(repository)?.[1] ?? repository
  const line = tag ?? branch ?? ''
  const at = commit === undefined ? '' : /^[\da-f]{12,}$/i.test(commit) ? commit.slice(0, 7) : commit
  const revision = line !== '' && at !== '' && line !== at ? `${line}@${at}` : line || at
  return revision === '' ? name : `${name} ${revision}`
}
