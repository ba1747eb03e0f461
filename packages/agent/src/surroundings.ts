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
  const [user, password] = [environment['CLEARML_AGENT_GIT_USER'], environment['CLEARML_AGENT_GIT_PASS']]
  return {
    cache: cache ?? envPaths('clearway', { suffix: '' }).cache,
    git: user && password ? { user, password } : undefined,
    clearmlConf: await readConf(environment['CLEARML_CONFIG_FILE'] || join(environment['HOME'] ?? homedir(), 'clearml.conf')),
  }
}

async function readConf(file: string): Promise<string | undefined> {
  return await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })
}
