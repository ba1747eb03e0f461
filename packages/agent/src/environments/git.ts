import type { GitAccess } from './git-access.ts'
import { runTool } from './run-tool.ts'
import type { SetUp } from './script.ts'

/** Runs git and gives what it wrote to standard output. */
export type Git = (args: readonly string[], options?: GitOptions) => Promise<string>

type GitOptions = {
  readonly cwd?: string
  readonly input?: string
  /** Nothing of its output goes to the task's log. */
  readonly isQuiet?: boolean
}

/** git with what it needs to reach a repository. Settings that the machine gives by its environment stay. */
export function gitWith({ env, log, signal }: SetUp, access: Pick<GitAccess, 'env' | 'config'>): Git {
  const given = Number(env['GIT_CONFIG_COUNT'] ?? 0)
  const pairs = access.config.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${given + index}`, key],
    [`GIT_CONFIG_VALUE_${given + index}`, value],
  ])
  const count = access.config.length === 0 ? {} : { GIT_CONFIG_COUNT: String(given + access.config.length) }
  const gitEnv = { ...env, ...access.env, ...(Object.fromEntries(pairs) as Record<string, string>), ...count }
  return async (args, { isQuiet, ...options } = {}) =>
    await runTool('git', args, { env: gitEnv, log: isQuiet ? () => {} : log, signal, ...options })
}
