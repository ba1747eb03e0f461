import { setTimeout as sleep } from 'node:timers/promises'
import { type ProcessIdentity, isAlive } from './process-identity.ts'
import { findMembers } from './process-members.ts'
import { hasInEnvironment, isBetweenPrograms, listProcesses } from './process-table.ts'
import { numbersSince } from './recent-numbers.ts'

/** The environment entry that every process of an attempt carries, so that none escapes by leaving its group. */
export function attemptMark(attempt: string): string {
  return `CLEARWAY_ATTEMPT=${attempt}`
}

/** An upper bound for the duration of an exec. */
const execMs = 2

/** All live processes of an attempt but its launcher. */
export async function membersOf(attempt: string, leader: ProcessIdentity): Promise<readonly number[]> {
  const mark = attemptMark(attempt)
  const rows = await listProcesses(numbersSince(leader))
  const leaderLives = await isAlive(leader)
  const leaderStarted = ticksOf(leader)
  // The environment of a process, and so its mark, cannot be read during its exec.
  if (rows.some(({ pid, started }) => started >= leaderStarted && isBetweenPrograms(pid))) await sleep(execMs)
  // Where marks cannot be read, a group without its leader is still taken for ours: systems do not give a number out while a group bears it.
  const orphaned = process.platform !== 'linux' && rows.every((row) => row.pid !== leader.pid)
  return findMembers({
    rows,
    leader: leader.pid,
    trustNumber: leaderLives || orphaned,
    // The mark is inherited: a process older than the leader cannot have it, so its environment is not read.
    isMarked: ({ pid, started }) => pid !== process.pid && started >= leaderStarted && hasInEnvironment(pid, mark),
  })
}

/**
 * The clock ticks at which a process started; 0 where its identity does not hold them. After a reboot ticks count from zero, and none of its processes are
 * left.
 */
function ticksOf({ started }: ProcessIdentity): number {
  return process.platform === 'linux' ? Number.parseInt(started, 10) : 0
}

/** Sends a signal to every process of an attempt. The launcher gets all but SIGKILL: it stays to record the end. */
async function signalAttempt(attempt: string, leader: ProcessIdentity, name: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (name === 'SIGKILL') {
    for (const pid of await membersOf(attempt, leader)) send(pid, name)
    return
  }
  const strays = await membersOf(attempt, leader)
  // The whole group in one call: no process that is just being forked is missed.
  if (await isAlive(leader)) send(-leader.pid, name)
  const group = new Set((await listProcesses()).filter((row) => row.group === leader.pid).map((row) => row.pid))
  for (const pid of strays) if (!group.has(pid)) send(pid, name)
}

/** Ends every process of an attempt: SIGTERM, after the grace SIGKILL; resolves when none is left, the launcher included. */
export async function endAttempt(attempt: string, leader: ProcessIdentity, graceSeconds: number): Promise<void> {
  // Most executions have ended by themselves, and their launcher just now: one check is enough.
  if (graceSeconds === 0 && (await goneWithin(attempt, leader, 0.01))) return
  if (graceSeconds > 0) {
    await signalAttempt(attempt, leader, 'SIGTERM')
    if (await goneWithin(attempt, leader, graceSeconds)) return
  }
  const begun = performance.now()
  // Repeated, because a process may have forked between the list and the signal.
  for (;;) {
    await signalAttempt(attempt, leader, 'SIGKILL')
    if (await isAlive(leader)) {
      // A launcher that waits for its plan must not run it any more. A paused one continues, now that its step is gone, and records the end.
      send(leader.pid, 'SIGTERM')
      send(leader.pid, 'SIGCONT')
    }
    if (await goneWithin(attempt, leader, 0.1)) return
    const seconds = (performance.now() - begun) / 1000
    if (seconds > launcherSeconds && (await isAlive(leader))) send(leader.pid, 'SIGKILL')
    if (seconds > killSeconds) {
      const left = await membersOf(attempt, leader)
      throw new Error(`Processes of attempt ${attempt} do not end: ${[leader.pid, ...left].join(', ')}.`)
    }
  }
}

/** How long the kernel may take to remove killed processes, and the launcher to record the end. */
const killSeconds = 30
const launcherSeconds = 5

async function goneWithin(attempt: string, leader: ProcessIdentity, seconds: number): Promise<boolean> {
  const deadline = performance.now() + seconds * 1000
  for (let pause = 2; ; pause = Math.min(pause * 2, 50)) {
    if (!(await isAlive(leader)) && (await membersOf(attempt, leader)).length === 0) return true
    const left = deadline - performance.now()
    if (left <= 0) return false
    await sleep(Math.min(pause, left))
  }
}

export function send(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
