import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Task } from '../task.ts'

export interface ProcessResult {
  /** Null where a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The last lines that it wrote. */
  readonly lastWords: string
}

/** How long a process may take to end after it is asked to. */
const graceMs = 5000

/**
 * Runs a command in the place of the shell, its group on a leash: descriptor 3 is a pipe to this process. Where it breaks, because this process was
 * killed, the group is killed at once, so that nothing of it runs beside its next run. A line lets go of it. The watcher is nobody's child: whoever
 * waits for its children must not meet it.
 */
const leashed = `( ( trap '' HUP INT TERM; read -r _ <&3 || kill -9 -$$ ) >/dev/null 2>&1 & ); exec "$@" 3<&-`

/**
 * Runs a task's code as a child process, its output going to the task's log, and ends it, with all that it began, when the signal comes, or when this
 * process is killed.
 */
export async function runHere(task: Task, stop: AbortSignal): Promise<ProcessResult> {
  const folder = await mkdtemp(join(tmpdir(), 'clearway-step-'))
  try {
    const { command, cwd } = await prepareCode(task, folder)
    const child = spawn('sh', ['-c', leashed, 'sh', ...command], {
      cwd,
      env: environmentOf(task),
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      detached: true,
    })
    letGoAtEnd(child)
    const exit = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
    const words: string[] = []
    ship(task, child, words)
    const end = (): void => void endGroup(child)
    stop.addEventListener('abort', end, { once: true })
    if (stop.aborted) end()
    try {
      const [code, signal] = await exit
      return { code, signal, lastWords: words.join('\n') }
    } finally {
      stop.removeEventListener('abort', end)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The command that runs a task's code, which is written into the folder where there is no repository. */
async function prepareCode(task: Task, folder: string): Promise<{ readonly command: readonly string[]; readonly cwd: string }> {
  const {
    binary = 'python3',
    entry_point: entryPoint = '',
    diff = '',
    repository = '',
    working_dir: workingDir = '.',
  } = task.document.script ?? {}
  const program = basename(binary).startsWith('node') ? process.execPath : binary === 'python' ? 'python3' : binary
  if (task.document.execution?.artifacts?.some(({ key, mode }) => key === 'bundle' && mode === 'input') === true) {
    const bundle = await (await task.artifacts.get('bundle')).file(join(folder, basename(entryPoint)))
    return { command: [program, bundle], cwd: process.cwd() }
  }
  // A repository's code is taken from here: whoever runs steps locally has it.
  if (repository !== '') return { command: [program, ...words(entryPoint)], cwd: join(process.cwd(), workingDir) }
  const line = /^-c\s+([\s\S]*)$/.exec(entryPoint)
  if (line !== null) return { command: [program, '-c', line[1] ?? ''], cwd: folder }
  if (diff === '') throw new Error('The task has no code: no bundle, no script and no repository.')
  const [name = 'script', ...args] = words(entryPoint)
  await writeFile(join(folder, basename(name)), diff)
  return { command: [program, basename(name), ...args], cwd: folder }
}

function words(line: string): string[] {
  return line.split(/\s+/).filter((word) => word !== '')
}

function environmentOf(task: Task): NodeJS.ProcessEnv {
  const { connection, id } = task
  const { credentials, token } = connection.credentials
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(CLEARML|TRAINS)_(API_|AUTH_TOKEN|TASK_ID|PROC_MASTER_ID)/.test(name)),
  )
  return {
    ...inherited,
    CLEARML_TASK_ID: id,
    CLEARML_API_HOST: connection.url,
    CLEARWAY_URL: connection.url,
    CLEARML_WEB_HOST: connection.url,
    CLEARML_FILES_HOST: connection.filesUrl,
    ...(credentials === undefined ? {} : { CLEARML_API_ACCESS_KEY: credentials.accessKey, CLEARML_API_SECRET_KEY: credentials.secretKey }),
    ...(token === undefined ? {} : { CLEARML_AUTH_TOKEN: token }),
    // Its output comes through us; a pipeline among the steps runs its own steps here as well.
    CLEARML_LOG_TASK_TO_BACKEND: '0',
    CLEARML_SIMULATE_REMOTE_TASK: '1',
    CLEARWAY_STEPS_HERE: '1',
    PYTHONUNBUFFERED: '1',
  }
}

function ship(task: Task, child: ChildProcess, lastWords: string[]): void {
  for (const [stream, level] of [
    [child.stdout, 'info'],
    [child.stderr, 'error'],
  ] as const) {
    if (stream === null) continue
    createInterface({ input: stream }).on('line', (line) => {
      task.logger.text(line, level)
      lastWords.push(line)
      if (lastWords.length > 5) lastWords.shift()
    })
  }
}

function letGoAtEnd(child: ChildProcess): void {
  const leash = child.stdio[3] as Duplex
  // Nobody holds its other end any more where the whole group was killed.
  leash.on('error', () => {}).resume()
  child.once('exit', () => leash.end('\n'))
}

async function endGroup(child: ChildProcess): Promise<void> {
  signalGroup(child, 'SIGTERM')
  await sleep(graceMs, undefined, { ref: false })
  signalGroup(child, 'SIGKILL')
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    // It has ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
