import type { AttemptFolder } from './attempt-folder.ts'
import type { ExecutionSpec } from './executor.ts'

/** What a launcher reads in when it gets the word: where to write, where to run, and the program with exactly the environment that it is given. */
export function launchPlan(
  folder: AttemptFolder,
  { cwd, env }: Pick<ExecutionSpec, 'cwd' | 'env'>,
  program: string,
  args: readonly string[],
): string {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  // `env` would take such a path for a variable.
  const run = program.includes('=') ? ['/bin/sh', '-c', 'exec "$0" "$@"', program] : [program]
  const words = ['/usr/bin/env', '-i', ...variables, ...run, ...args]
  return [
    `result=${quoted(folder.exit)}`,
    `cd ${quoted(cwd)} || exit 125`,
    `exec >>${quoted(folder.log)} 2>&1`,
    `set -- ${words.map(quoted).join(' ')}`,
    '',
  ].join('\n')
}

/** One word of a shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
