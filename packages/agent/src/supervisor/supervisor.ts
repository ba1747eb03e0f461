import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** Bundled or from source, its file lies beside this one. Both names are written out: bundlers and checks of dead code follow them. */
const file = import.meta.url.endsWith('.ts')
  ? new URL('./supervisor-process.ts', import.meta.url)
  : new URL('./supervisor-process.js', import.meta.url)
const program = fileURLToPath(file)
const [readyMs, restMs] = [30_000, 500]
/** How often a supervisor is started anew for a step that waits for one. */
const tries = 5

/** The agent's connection to its supervisor, which is a process of its own. A supervisor that dies is replaced as long as the agent lives. */
export class Supervisor implements Disposable {
  readonly #work: string
  readonly #onProblem: (what: string, error: unknown) => void
  #isClosed = false
  #child: ChildProcess | undefined
  #ready: Promise<void>

  constructor(work: string, onProblem: (what: string, error: unknown) => void) {
    this.#work = work
    this.#onProblem = onProblem
    this.#ready = this.#start()
    this.#ready.catch(() => {}) // Observed by those who need it.
  }

  /** Resolves when the supervisor is at work; no step may run before. */
  async ready(): Promise<void> {
    for (let left = tries; ; left -= 1) {
      try {
        return await this.#ready
      } catch (error) {
        if (this.#isClosed || left === 0) throw error
        // The listener of the process's exit starts the next supervisor meanwhile.
        await sleep(restMs)
      }
    }
  }

  /** Makes the supervisor check the steps, because a hold was recorded. */
  notify(): void {
    ;(this.#child?.stdin as Writable | null | undefined)?.write('\n')
  }

  /** Announces the end of the agent; the supervisor ends when it has no step to supervise. */
  [Symbol.dispose](): void {
    this.#isClosed = true
    ;(this.#child?.stdin as Writable | null | undefined)?.end()
  }

  async #start(): Promise<void> {
    // A file, because the supervisor outlives the agent and a pipe of the agent would break.
    const log = openSync(join(this.#work, 'supervisor.log'), 'w', 0o600)
    const { PATH = '/usr/bin:/bin' } = process.env
    const child = spawn(process.execPath, [program, this.#work], {
      cwd: '/',
      env: { PATH },
      detached: true,
      stdio: ['pipe', 'pipe', log],
    })
    closeSync(log)
    this.#child = child
    const [word, answer] = [child.stdin as Writable, child.stdout as Readable]
    word.on('error', () => {}) // The supervisor has died, which `exit` reports.
    const ended = once(child, 'exit').then(([code, signal]) => {
      throw new Error(`The supervisor ended (${String(signal ?? code)}). Its output is in ${join(this.#work, 'supervisor.log')}.`)
    })
    ended.catch((error: unknown) => {
      if (this.#isClosed) return
      this.#onProblem('Supervising the steps', error)
      this.#ready = sleep(restMs, undefined, { ref: false }).then(() => (this.#isClosed ? undefined : this.#start()))
      this.#ready.catch(() => {}) // Observed by those who need it.
    })
    await Promise.race([once(answer, 'data', { signal: AbortSignal.timeout(readyMs) }), ended])
    answer.destroy()
    // So that the supervisor does not keep this process alive.
    child.unref()
    ;(word as Writable & { unref?: () => void }).unref?.()
    word.write('\n')
  }
}
