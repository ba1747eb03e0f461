import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { launcherScript } from './launcher-script.ts'
import { identify, type ProcessIdentity } from './process-identity.ts'

const readySeconds = 30

/** A process that waits for the plan of one step, and runs it. */
export interface Launcher {
  readonly child: ChildProcess
  readonly identity: ProcessIdentity
  /** Whether it can still be given something to run. */
  readonly isWaiting: () => boolean
  /** Names the plan to run. A tied launcher's standard input stays open: the step ends when this process closes it, or dies. */
  readonly run: (plan: string, isTied: boolean) => void
  /** Ends a launcher that has run nothing. */
  readonly dismiss: () => void
}

/** Starts a launcher; resolves when it is ready and known by its identity. It ends by itself when this process does, unless it has its plan. */
export async function startLauncher(): Promise<Launcher> {
  const child = spawn('/bin/sh', ['-c', launcherScript, 'clearway'], {
    cwd: '/',
    // Not empty: an empty environment is the sign of a process in the middle of its exec.
    env: { CLEARWAY_LAUNCHER: '1' },
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
  })
  const stdin = child.stdin as Writable
  const ready = child.stdio[3] as Readable
  // The launcher has died, which shows by its end without an exit code.
  stdin.on('error', () => {})
  const dismiss = (): void => {
    stdin.destroy()
    child.kill('SIGKILL')
  }
  try {
    const deadline = AbortSignal.timeout(readySeconds * 1000)
    const ended = once(child, 'exit', { signal: deadline }).then(([code]) => {
      throw new Error(`The launcher ended with ${String(code)} before it was ready.`)
    })
    ended.catch(() => {}) // Observed through the race while that runs; afterwards the launcher may end as it likes.
    const [identity] = await Promise.all([identityOf(child), Promise.race([once(ready, 'data', { signal: deadline }), ended])])
    // The launcher alone is no reason for this process to go on.
    child.unref()
    ;(stdin as Writable & { unref?: () => void }).unref?.()
    return {
      child,
      identity,
      isWaiting: () => child.exitCode === null && child.signalCode === null && stdin.writable,
      run: (plan, isTied) => void (isTied ? stdin.write(`${plan}\n`) : stdin.end(`${plan}\n`)),
      dismiss,
    }
  } catch (error) {
    dismiss()
    throw error
  } finally {
    ready.destroy()
  }
}

async function identityOf({ pid }: ChildProcess): Promise<ProcessIdentity> {
  const identity = pid === undefined ? undefined : await identify(pid)
  if (!identity) throw new Error('The launcher vanished before it was recorded.')
  return identity
}
