import { watch } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Says that something in a folder may have changed: by the system's notice at once, and after `pollMs` in any case, because network file
 * systems send none. A change between two calls of `next` is kept, so nothing is missed that happens while the caller looks.
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
    // The folder was removed or the system is out of watches: the slow look remains.
    watcher.on('error', () => this.notify())
    this.#stop = () => watcher.close()
  }

  /** Wakes whoever waits, as if the folder had changed. */
  notify(): void {
    this.#changed = true
    this.#wake?.()
  }

  /** Wakes as well whoever rests, and lets nobody rest again: the writer has ended. */
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
