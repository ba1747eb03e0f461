import { watch } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Wakes its caller when something in a folder may have changed: at once by the system's notice, and after `pollMs` in any case, because network file
 * systems send none. A change between two calls of `next` ends the second at once, so the caller misses none while it reads.
 */
export class FolderWatch implements Disposable {
  #changed = false
  #wake: (() => void) | undefined
  readonly #hurry = new AbortController()
  readonly #pollMs: number
  readonly #stop: () => void
  readonly #onClose: (() => void) | undefined

  constructor(folder: string, pollMs: number, onClose?: () => void) {
    this.#pollMs = pollMs
    this.#onClose = onClose
    const watcher = watch(folder, { persistent: false }, () => this.notify())
    // The folder was removed or the system is out of watches: polling remains.
    watcher.on('error', () => this.notify())
    this.#stop = () => watcher.close()
  }

  /** Ends a waiting call of `next`, as if the folder had changed. */
  notify(): void {
    this.#changed = true
    this.#wake?.()
  }

  /** Ends waiting and resting calls, and every later `rest` at once: the writer has ended. */
  hurry(): void {
    this.#hurry.abort()
    this.notify()
  }

  /** Lets changes gather for a while, unless the writer has ended. */
  async rest(ms: number, signal: AbortSignal): Promise<void> {
    await sleep(ms, undefined, { signal: AbortSignal.any([signal, this.#hurry.signal]) }).catch(() => {}) // Woken.
    signal.throwIfAborted()
  }

  async next(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (!this.#changed) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer)
          signal.removeEventListener('abort', done)
          this.#wake = undefined
          resolve()
        }
        const timer = setTimeout(done, this.#pollMs)
        this.#wake = done
        signal.addEventListener('abort', done, { once: true })
      })
    }
    this.#changed = false
    signal.throwIfAborted()
  }

  [Symbol.dispose](): void {
    this.#stop()
    this.#wake?.()
    this.#onClose?.()
  }
}
