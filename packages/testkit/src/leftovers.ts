import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'

/** The variable that marks the processes of a test run: the workers inherit it, and what they start. */
export const runMark = 'TEST_RUN'

/**
 * Marks what this process starts from now on, and has it killed once this process is gone, however it ended: an interrupted run disposes nothing, and
 * programs in sessions of their own outlive Ctrl-C. The program that kills is in a session of its own as well, and does not keep this process alive.
 */
export async function endLeftoversWithThisProcess(): Promise<void> {
  const { [runMark]: _, ...unmarked } = process.env
  process.env[runMark] = randomUUID()
  const killer = spawn(process.execPath, [join(import.meta.dirname, 'leftovers-process.ts'), process.env[runMark]], {
    detached: true,
    env: unmarked,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  await once(killer, 'spawn')
  killer.unref()
  // It is never written to: it ends with this process.
  const input = killer.stdin as typeof killer.stdin & { readonly unref?: () => void }
  input.unref?.()
}
