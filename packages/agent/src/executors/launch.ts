import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, stat } from 'node:fs/promises'
import type { Readable, Writable } from 'node:stream'
import { type AttemptFolder, saveIdentity } from './attempt-folder.ts'
import type { ExecutionSpec } from './executor.ts'
import { findProgram } from './find-program.ts'
import { launcherScript } from './launcher-script.ts'
import { identify } from './process-identity.ts'

const readySeconds = 30

/**
 * Starts a step under its launcher and resolves once its identity is recorded and it has the word to run. The returned process is the launcher,
 * whose end means that the exit code is written.
 */
export async function launch(folder: AttemptFolder, spec: ExecutionSpec, signal?: AbortSignal): Promise<ChildProcess> {
  const [name = '', ...args] = spec.command
  // Resolved here because the launcher's shell would take a bare `test` or `exit` for its own.
  const program = await findProgram(name, spec.env['PATH'])
  if (program === undefined) throw new Error(`The program "${name}" was not found on the PATH.`)
  const isFolder = await stat(spec.cwd).then(
    (stats) => stats.isDirectory(),
    () => false,
  )
  if (!isFolder) throw new Error(`The working folder ${spec.cwd} does not exist.`)
  const log = await open(folder.log, 'a', 0o600)
  try {
    const child = spawn('/bin/sh', ['-c', launcherScript, 'clearway', folder.exit, ...underEnv(spec.env), program, ...args], {
      cwd: spec.cwd,
      env: spec.env,
      detached: true,
      stdio: ['pipe', log.fd, log.fd, 'pipe'],
    })
    await releaseWhenRecorded(child, folder, signal)
    child.unref()
    return child
  } finally {
    await log.close()
  }
}

/** Shells drop variables whose names are none to them, such as `a.b`: these are set once more on the other side. */
function underEnv(env: ExecutionSpec['env']): readonly string[] {
  const odd = Object.entries(env).filter(([name]) => !/^[A-Za-z_]\w*$/.test(name))
  return odd.length === 0 ? [] : ['/usr/bin/env', ...odd.map(([name, value]) => `${name}=${value}`)]
}

async function releaseWhenRecorded(child: ChildProcess, folder: AttemptFolder, signal: AbortSignal | undefined): Promise<void> {
  const deadline = AbortSignal.timeout(readySeconds * 1000)
  const either = signal ? AbortSignal.any([signal, deadline]) : deadline
  const ready = child.stdio[3] as Readable
  const word = child.stdio[0] as Writable
  try {
    const ended = once(child, 'exit', { signal: either }).then(([code]) => {
      throw new Error(`The launcher ended with ${String(code)} before it was ready.`)
    })
    ended.catch(() => {}) // Observed through the race while that runs; afterwards the launcher may end as it likes.
    await Promise.race([once(ready, 'data', { signal: either }), ended])
    const identity = child.pid === undefined ? undefined : await identify(child.pid)
    if (!identity) throw new Error('The launcher vanished before it was recorded.')
    await saveIdentity(folder, identity)
    either.throwIfAborted()
    word.on('error', () => {}) // The launcher died just now: its end without an exit code tells so.
    word.end('start\n')
  } catch (error) {
    // Without the word it runs nothing; closing its input lets it end by itself.
    word.destroy()
    child.kill('SIGKILL')
    throw error
  } finally {
    ready.destroy()
  }
}
