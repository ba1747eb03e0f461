import type { GitAccess } from './git-access.ts'
import { runTool } from './run-tool.ts'
import type { SetUp } from './script.ts'

/** Runs git and gives what it wrote to standard output. */
export type Git = (args: readonly string[], options?: GitOptions) => Promise<string>

interface GitOptions {
  readonly cwd?: string
  readonly input?: string
  /** Whether the command's output is left out of the task's log. */
  readonly isQuiet?: boolean
}

/** git with what it needs to reach a repository. */
export function gitWith({ env, log, signal }: SetUp, access: Pick<GitAccess, 'env' | 'config'>): Git {
  const gitEnv = { ...env, ...access.env, ...gitSettings(env, access.config) }
  return async (args, { isQuiet, ...options } = {}) =>
    runTool('git', args, { env: gitEnv, log: isQuiet ? () => {} : log, signal, ...options })
}

/** Variables that hand settings to git. Settings that the machine gives by its environment stay. */
export function gitSettings(env: Readonly<Record<string, string>>, config: GitAccess['config']): Readonly<Record<string, string>> {
  if (config.length === 0) return {}
  const given = Number(env['GIT_CONFIG_COUNT'] ?? 0)
  const pairs = config.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${given + index}`, key],
    [`GIT_CONFIG_VALUE_${given + index}`, value],
  ])
  return { ...(Object.fromEntries(pairs) as Record<string, string>), GIT_CONFIG_COUNT: String(given + config.length) }
}
