import type { ProcessFiles } from './process-files.ts'
import type { ExecutionSpec } from '../executor.ts'

export interface LaunchedProgram extends Pick<ExecutionSpec, 'cwd' | 'env'> {
  readonly program: string
  readonly args: readonly string[]
  /** Whether the step ends when the launcher's standard input does. */
  readonly isTied: boolean
}

/**
 * The shell text that a launcher reads in when it has the permission to run: where to write, where to run, and the function `step`, which becomes the
 * program with exactly the environment that it is given.
 *
 * The variables are set by the shell itself, from this file that its user alone can read. As arguments of a program, of `env` for instance,
 * everybody on the machine could read them.
 */
export function launchPlan(files: ProcessFiles, { program, args, cwd, env, isTied }: LaunchedProgram): string {
  const variables = Object.entries(env)
  const isForShell = variables.every(([name]) => canBeSet(name))
  const run = isForShell ? [program, ...args] : [process.execPath, '-e', becomeProgram, files.variables, program, ...args]
  return [
    ...(isTied ? [tieTo(files.root)] : []),
    `result=${quoted(files.exit)}`,
    `cd ${quoted(cwd)} || exit 125`,
    `exec >>${quoted(files.log)} 2>&1`,
    'step() {',
    ...(isTied ? ['exec 5<&-'] : []),
    // All that the launcher has itself, or that its shell sets.
    'unset CLEARWAY_LAUNCHER PWD OLDPWD SHLVL',
    ...(isForShell ? variables.map(([name, value]) => `export ${name}=${quoted(value)}`) : []),
    `exec ${run.map(quoted).join(' ')}`,
    '}',
    '',
  ].join('\n')
}

/**
 * Starts a process that kills the step's process group when standard input ends, because the process that holds its other end was killed. It deletes
 * the files of the attempt before, because no other process will, and they hold its credentials. It reads by descriptor 5, because a shell gives a
 * background process an empty standard input. The launcher kills it after the end of the step.
 */
function tieTo(root: string): string {
  return `exec 5<&0
( trap '' HUP INT TERM; read -r _ <&5; rm -f ${quoted(root)}/*; kill -9 -$$ ) >/dev/null 2>&1 &
tie=$!`
}

/** The text of the file that holds the variables where the shell cannot set them all; `undefined` where it can. */
export function variablesFile(env: ExecutionSpec['env']): string | undefined {
  return Object.keys(env).every(canBeSet) ? undefined : JSON.stringify(env)
}

/**
 * The program of Node that reads the variables from a file and becomes the step's program: the exported functions of a shell have such names. On a Node
 * before 22.15, which cannot become another program, it starts the step's program and ends as that ends.
 */
const becomeProgram = `
const [file, program, ...args] = process.argv.slice(1)
const env = JSON.parse(require('node:fs').readFileSync(file, 'utf8'))
if (process.execve) process.execve(program, [program, ...args], env)
for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT']) process.on(name, () => {})
require('node:child_process').spawn(program, args, { env, stdio: 'inherit' })
  .on('error', (error) => { console.error(error.message); process.exitCode = 126 })
  .on('exit', (code, signal) => { process.exitCode = code ?? 128 + require('node:os').constants.signals[signal] })`

/** Read-only in some shells, or more than a variable in them. */
const ofTheShell = /^(UID|EUID|PPID|GROUPS|OPTIND|LINENO|RANDOM|SECONDS|FUNCNAME|DIRSTACK|SHELLOPTS|BASHOPTS|BASH_VERSINFO)$/

function canBeSet(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name) && !ofTheShell.test(name)
}

/** A text as one word of a shell, whatever characters it holds. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
