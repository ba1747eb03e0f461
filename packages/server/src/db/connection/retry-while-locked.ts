import { setTimeout as pause } from 'node:timers/promises'
import { isLocked } from './storage-fault.ts'

/** How long another process may hold the file's lock before a statement fails. */
const lockWaitMilliseconds = 10_000
const retryMilliseconds = 20

/**
 * Runs work that needs a SQLite file's lock, and repeats it while another connection holds the lock. Between two tries the thread is free; `pauseFor`
 * lets the caller do more in that time.
 */
export async function retryWhileLocked<T>(work: () => Promise<T>, pauseFor: (milliseconds: number) => Promise<void> = pause): Promise<T> {
  const deadline = performance.now() + lockWaitMilliseconds
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isLocked(error) || performance.now() > deadline) throw error
      await pauseFor(retryMilliseconds)
    }
  }
}
