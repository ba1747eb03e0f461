import type { RunnerDeps } from './runner/runner-deps.ts'

/** Warns that a git password whose host is not known is sent to no host, because a task may name any host. */
export function warnOfHostlessGit({ git, emit }: Pick<RunnerDeps, 'git' | 'emit'>): void {
  if (git === undefined || git.host !== undefined) return
  const what = 'CLEARML_AGENT_GIT_USER and CLEARML_AGENT_GIT_PASS are not used'
  emit({ kind: 'problem', what, error: new Error('CLEARML_AGENT_GIT_HOST must name the host that they belong to, such as github.com') })
}
