import { setTimeout as sleep } from 'node:timers/promises'
import { membersOf, send } from './end-processes.ts'
import { isAlive, type ProcessIdentity } from './process-identity.ts'
import { listProcesses } from './process-table.ts'

/** A process that the kernel does not let stop at once (a read of a slow disk) stops when that is over. */
const [pollMs, longestMs] = [20, 2000]

/**
 * Stops every process of an attempt, its launcher included: one that still waits for its plan starts nothing. Repeats that until all have stopped,
 * because a process may have forked meanwhile.
 */
export async function pauseAttempt(attempt: string, leader: ProcessIdentity): Promise<void> {
  for (const deadline = performance.now() + longestMs; performance.now() < deadline; await sleep(pollMs)) {
    // The whole group in one call, before the processes are listed: no process that is just being forked is missed, and most steps stop at once.
    if (await isAlive(leader)) send(-leader.pid, 'SIGSTOP')
    const running = await runningOf(attempt, leader)
    if (running.length === 0) return
    for (const pid of running) send(pid, 'SIGSTOP')
  }
}

/** Continues every process of an attempt. */
export async function resumeAttempt(attempt: string, leader: ProcessIdentity): Promise<void> {
  for (const pid of await membersOf(attempt, leader)) send(pid, 'SIGCONT')
  if (await isAlive(leader)) send(-leader.pid, 'SIGCONT')
}

/** Whether an earlier process has paused the attempt. */
export async function isPaused(leader: ProcessIdentity): Promise<boolean> {
  return (await isAlive(leader)) && (await listProcesses()).some(({ pid, isStopped }) => pid === leader.pid && isStopped)
}

async function runningOf(attempt: string, leader: ProcessIdentity): Promise<readonly number[]> {
  const own = new Set([...(await membersOf(attempt, leader)), ...((await isAlive(leader)) ? [leader.pid] : [])])
  return (await listProcesses()).filter(({ pid, isStopped }) => own.has(pid) && !isStopped).map(({ pid }) => pid)
}
