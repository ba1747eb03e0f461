import { setTimeout as pause } from 'node:timers/promises'
import { isLocked } from './storage-fault.ts'

/** How long another process may hold the file before a statement gives up. */
const patienceMilliseconds = 10_000
const lookAgainMilliseconds = 20

/**
 * Does what needs a SQLite file's lock, and tries again while another connection holds it. The thread is free meanwhile; the caller may make more of each
 * pause.
 */
export async function onceFree<T>(work: () => Promise<T>, pauseFor: (milliseconds: number) => Promise<void> = pause): Promise<T> {
  const deadline = performance.now() + patienceMilliseconds
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isLocked(error) || performance.now() > deadline) throw error
      await pauseFor(lookAgainMilliseconds)
    }
  }
}
