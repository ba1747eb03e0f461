import { randomUUID } from 'node:crypto'
import { renameSync } from 'node:fs'
import { attemptRoot, removeAttemptRoot } from './attempt-root.ts'

/**
 * One attempt folder made ahead, with the files that every attempt has: the system takes longer to make a file than to write it. The folder of an agent
 * that dies is deleted by its next process, as one without a lease.
 */
export class SpareRoot {
  readonly #work: string
  readonly #prepare: (root: string) => void
  #ready: string | undefined

  /** `prepare` makes a folder with its files. */
  constructor(work: string, prepare: (root: string) => void) {
    this.#work = work
    this.#prepare = prepare
  }

  /** Makes the next folder, if none is ready. One that cannot be made now is made when an attempt needs it. */
  prepare(): void {
    if (this.#ready !== undefined) return
    const root = attemptRoot(this.#work, `spare-${randomUUID()}`)
    try {
      this.#prepare(root)
      this.#ready = root
    } catch {
      void removeAttemptRoot(root).catch(() => {})
    }
  }

  /** Makes the folder that is ready that of an attempt; false if none is ready. */
  give(root: string): boolean {
    const ready = this.#ready
    this.#ready = undefined
    if (ready === undefined) return false
    try {
      renameSync(ready, root)
      return true
    } catch {
      return false
    }
  }

  /** Deletes the folder that is ready. */
  async close(): Promise<void> {
    const ready = this.#ready
    this.#ready = undefined
    if (ready !== undefined) await removeAttemptRoot(ready)
  }
}
