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

/** The agent's end of its supervisor, which is a process of its own. One that dies is started again as long as the agent lives. */
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

  /** Resolves when it looks after the steps; nothing may run before. */
  async ready(): Promise<void> {
    for (let left = tries; ; left -= 1) {
      try {
        return await this.#ready
      } catch (error) {
        if (this.#isClosed || left === 0) throw error
        // By then the next one is being started.
        await sleep(restMs)
      }
    }
  }

  /** A hold was recorded. */
  told(): void {
    ;(this.#child?.stdin as Writable | null | undefined)?.write('\n')
  }

  /** The agent ends; the supervisor follows once nothing is left to look after. */
  [Symbol.dispose](): void {
    this.#isClosed = true
    ;(this.#child?.stdin as Writable | null | undefined)?.end()
  }

  async #start(): Promise<void> {
    // A file: a pipe of the agent's would be held open when the agent is long gone.
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
    word.on('error', () => {}) // It has died: its end tells so.
    const ended = once(child, 'exit').then(([code, signal]) => {
      throw new Error(`The supervisor ended (${String(signal ?? code)}). What it said is in ${join(this.#work, 'supervisor.log')}.`)
    })
    ended.catch((error: unknown) => {
      if (this.#isClosed) return
      this.#onProblem('Supervising the steps', error)
      this.#ready = sleep(restMs, undefined, { ref: false }).then(() => (this.#isClosed ? undefined : this.#start()))
      this.#ready.catch(() => {}) // Observed by those who need it.
    })
    await Promise.race([once(answer, 'data', { signal: AbortSignal.timeout(readyMs) }), ended])
    answer.destroy()
    // It must not keep a process alive that has nothing else to do.
    child.unref()
    ;(word as Writable & { unref?: () => void }).unref?.()
    word.write('\n')
  }
}
