import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import envPaths from 'env-paths'
import type { GitCredentials } from './environments/script.ts'

/** What the user of this machine has set up for the tasks that run here. */
export interface UserSettings {
  /** The folder of environments, bundles and mirrors of repositories. */
  readonly cache: string
  readonly git: GitCredentials | undefined
  /** The text of the user's own `clearml.conf`, for its storage settings. */
  readonly clearmlConf: string | undefined
}

/** Reads the settings from the environment and the files that it names. `cache` replaces the user's cache folder. */
export async function readUserSettings(environment: NodeJS.ProcessEnv, cache?: string): Promise<UserSettings> {
  const { CLEARML_AGENT_GIT_USER: user, CLEARML_AGENT_GIT_PASS: password, CLEARML_AGENT_GIT_HOST: host } = environment
  return {
    cache: cache ?? envPaths('clearway', { suffix: '' }).cache,
    git: user && password ? { user, password, host: host || undefined } : undefined,
    clearmlConf: await readConf(environment['CLEARML_CONFIG_FILE'] || join(environment['HOME'] ?? homedir(), 'clearml.conf')),
  }
}

async function readConf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })
}
