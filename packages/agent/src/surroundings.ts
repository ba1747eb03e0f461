import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import envPaths from 'env-paths'
import type { RunnerParts } from './runner/runner-parts.ts'

/** What the agent's user has set up for its tasks: where the cache is, access to git, the storage settings in a `clearml.conf`. */
export async function readSurroundings(
  environment: NodeJS.ProcessEnv,
  cache: string | undefined,
): Promise<Pick<RunnerParts, 'cache' | 'git' | 'clearmlConf'>> {
  const { CLEARML_AGENT_GIT_USER: user, CLEARML_AGENT_GIT_PASS: password, CLEARML_AGENT_GIT_HOST: host } = environment
  return {
    cache: cache ?? envPaths('clearway', { suffix: '' }).cache,
    git: user && password ? { user, password, host: host || undefined } : undefined,
    clearmlConf: await readConf(environment['CLEARML_CONFIG_FILE'] || join(environment['HOME'] ?? homedir(), 'clearml.conf')),
  }
}

/** A password whose host is not known is given to nobody, because a task may name any host. */
export function warnOfHostlessGit({ git, emit }: Pick<RunnerParts, 'git' | 'emit'>): void {
  if (git === undefined || git.host !== undefined) return
  const what = 'CLEARML_AGENT_GIT_USER and CLEARML_AGENT_GIT_PASS are not used'
  emit({ kind: 'problem', what, error: new Error('CLEARML_AGENT_GIT_HOST must name the host that they belong to, such as github.com') })
}

async function readConf(file: string): Promise<string | undefined> {
  return await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })
}
