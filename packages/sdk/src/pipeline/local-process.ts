import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex, Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Task } from '../task.ts'
import { prepareLocalCode } from './local-code.ts'
import { localEnvironment, localSecrets } from './local-environment.ts'
import { LocalOutput } from './local-output.ts'

export interface ProcessResult {
  /** Null where a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The last lines that it wrote. */
  readonly lastLines: string
}

/** How long a process may take to end after it is asked to. */
const graceMs = 5000

/**
 * Runs a command in place of the shell. Descriptor 3 is a pipe to this process: when it breaks, because this process was killed, or ends, because the
 * command has ended, the whole process group is killed. So nothing of a step runs beside its next run. The watcher of the pipe is not a child of the
 * command, which may wait for all of its children.
 */
const tied = `( ( trap '' HUP INT TERM; read -r _ <&3; kill -9 -$$ ) >/dev/null 2>&1 & ); exec "$@" 3<&-`

/**
 * Runs a task's code as a child process and sends its output to the task's log. It is over when the process itself has ended: what the process left
 * in the background is killed. An abort of `stop` ends it, and so does the death of this process.
 */
export async function runHere(task: Task, stop: AbortSignal): Promise<ProcessResult> {
  const folder = await mkdtemp(join(tmpdir(), 'clearway-step-'))
  try {
    const { command, cwd } = await prepareLocalCode(task, folder)
    const child = spawn('sh', ['-c', tied, 'sh', ...command], {
      cwd,
      env: localEnvironment(task.connection, task.id, process.env),
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      detached: true,
    })
    const [, stdout, stderr] = child.stdio as unknown as readonly [null, Readable, Readable]
    const output = new LocalOutput(task.logger, localSecrets(task.connection))
    const read = Promise.all([output.read(stdout, 'info'), output.read(stderr, 'error')])
    read.catch(() => {}) // Observed below, after the end of the process.
    const end = (): void => void endGroup(child)
    stop.addEventListener('abort', end, { once: true })
    if (stop.aborted) end()
    try {
      const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
      killGroup(child)
      await output.drain(read)
      stdout.destroy()
      stderr.destroy()
      await read
      return { code, signal, lastLines: output.lastLines }
    } finally {
      stop.removeEventListener('abort', end)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The watcher, a member of the group, still holds the group's number: it can be no other group's yet. */
function killGroup(child: ChildProcess): void {
  send(child, 'SIGKILL')
  const tie = child.stdio[3] as Duplex
  // The other end is gone with the group.
  tie.on('error', () => {}).destroy()
}

async function endGroup(child: ChildProcess): Promise<void> {
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null
  if (hasEnded()) return
  send(child, 'SIGTERM')
  await sleep(graceMs, undefined, { ref: false })
  if (!hasEnded()) send(child, 'SIGKILL')
}

function send({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch (error) {
    // It has ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
