import { withResolvers } from '@clearway/contract/with-resolvers'
import { type FSWatcher, watch } from 'node:fs'

/**
 * Wakes its caller when something in a folder may have changed: at once by the system's notice, and after `pollMs` in any case, because network file
 * systems send none. A change between two calls of `next` ends the second at once, so the caller misses none while it reads.
 */
export class FolderWatch implements Disposable {
  #changed = false
  #wake: (() => void) | undefined
  #isHurried = false
  #endRest: (() => void) | undefined
  readonly #pollMs: number
  readonly #stop: () => void
  readonly #onClose: (() => void) | undefined

  constructor(folder: string, pollMs: number, onClose?: () => void) {
    this.#pollMs = pollMs
    this.#onClose = onClose
    const watcher = watchIfPossible(folder, () => this.notify())
    // The folder was removed: polling remains.
    watcher?.on('error', () => this.notify())
    this.#stop = () => watcher?.close()
  }

  /** Ends a waiting call of `next`, as if the folder had changed. */
  notify(): void {
    this.#changed = true
    this.#wake?.()
  }

  /** Ends waiting and resting calls, and every later `rest` at once: the writer has ended. */
  hurry(): void {
    this.#isHurried = true
    this.#endRest?.()
    this.notify()
  }

  /** Lets changes gather for a while, unless the writer has ended. */
  async rest(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (!this.#isHurried) await until(ms, signal, (end) => (this.#endRest = end))
    this.#endRest = undefined
    signal.throwIfAborted()
  }

  async next(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (!this.#changed) await until(this.#pollMs, signal, (end) => (this.#wake = end))
    this.#wake = undefined
    this.#changed = false
    signal.throwIfAborted()
  }

  [Symbol.dispose](): void {
    this.#stop()
    this.#wake?.()
    this.#onClose?.()
  }
}

const outOfWatches: ReadonlySet<string | undefined> = new Set(['EMFILE', 'ENFILE', 'ENOSPC', 'ENOMEM'])

/** Watches a folder; undefined where the system, or this user, has no watches or files left: polling remains. */
function watchIfPossible(folder: string, onChange: () => void): FSWatcher | undefined {
  try {
    return watch(folder, { persistent: false }, onChange)
  } catch (error) {
    if (outOfWatches.has((error as NodeJS.ErrnoException).code)) return undefined
    throw error
  }
}

/** Resolves after a time, at an abort, or when the function is called that `onStart` gets. */
async function until(ms: number, signal: AbortSignal, onStart: (end: () => void) => void): Promise<void> {
  const { promise, resolve } = withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  const end = (): void => resolve()
  signal.addEventListener('abort', end)
  onStart(end)
  await promise
  clearTimeout(timer)
  signal.removeEventListener('abort', end)
}
