/**
 * The protocol of a lease: the decisions of server, agent and supervisor, as pure functions. An agent runs a task only while it holds the lease of
 * the task's attempt, which it renews by calls. The protocol makes two promises:
 *
 * - A task never runs twice at a time. The server counts a lease from the ARRIVAL of the last renewal. The agent's machine counts from the SENDING of
 *   the last renewal that was answered, which is earlier, and for a shorter time. So a step is paused before another agent may get its task, even if
 *   the step's agent is dead, frozen or cut off.
 * - A short absence of the server or of an agent loses no work.
 *
 * Times are milliseconds on a monotonic clock of one machine. Clocks of different machines are never compared: they only have to run at the same speed.
 */
export interface LeaseTerms {
  /** For how long after it received a renewal the server gives the task to no other agent. */
  readonly lease_seconds: number
  /** How often the agent renews the lease. */
  readonly renew_seconds: number
  /** For how long a step may run after the agent sent the last renewal that was answered. */
  readonly run_seconds: number
}

/** The figures of a lease, which the server sends to its agents. They derive from the lease's length: by default 90 s, renewed every 10 s, run for 75 s. */
export function leaseTerms(leaseSeconds: number): LeaseTerms {
  return { lease_seconds: leaseSeconds, renew_seconds: leaseSeconds / 9, run_seconds: (leaseSeconds * 5) / 6 }
}

/** What an answered renewal allows: the step may run until `runUntil`, and no other agent gets its task before `leaseEnd`. */
export interface Hold {
  readonly runUntil: number
  readonly leaseEnd: number
}

/** The hold that follows from a renewal, on the clock of the agent's machine. `sentAt`: when the agent sent the renewal. */
export function holdFrom(sentAt: number, { lease_seconds, run_seconds }: Omit<LeaseTerms, 'renew_seconds'>): Hold {
  return { runUntil: sentAt + run_seconds * 1000, leaseEnd: sentAt + lease_seconds * 1000 }
}

/** How long a step stays paused while its server is away. A paused step still holds memory, and perhaps a GPU. */
export const longestPauseMs = 3_600_000

export interface SupervisedStep extends Hold {
  readonly now: number
  /** When the step was paused; undefined while it runs. */
  readonly pausedAt: number | undefined
  /** Whether the step's agent lives, even if the agent is frozen or cut off. */
  readonly hasAgent: boolean
}

/**
 * What the supervisor does with a step. A step without a lease does not run. It is paused while its agent lives, because its task may still be its own:
 * only the server knows whether another agent has taken it. It is ended if its agent is gone, because then nobody can ask the server.
 */
export function superviseStep({ now, runUntil, pausedAt, hasAgent }: SupervisedStep): 'leave' | 'pause' | 'resume' | 'end' {
  if (now < runUntil) return pausedAt === undefined ? 'leave' : 'resume'
  if (!hasAgent) return 'end'
  if (pausedAt === undefined) return 'pause'
  return now - pausedAt >= longestPauseMs ? 'end' : 'leave'
}

/** The time between SIGTERM and SIGKILL for a step that is ended for lack of a lease: a third of what is left of the lease. */
export function graceMs({ now, leaseEnd, pausedAt }: Pick<SupervisedStep, 'now' | 'leaseEnd' | 'pausedAt'>): number {
  return pausedAt === undefined ? Math.max(0, (leaseEnd - now) / 3) : 0
}

/** Until when the server gives the task to no other agent, on the server's clock. */
export function leaseUntil(receivedAt: number, { lease_seconds }: Pick<LeaseTerms, 'lease_seconds'>): number {
  return receivedAt + lease_seconds * 1000
}

/** How often the server checks for leases that have run out. */
export function checkSeconds({ renew_seconds }: Pick<LeaseTerms, 'renew_seconds'>): number {
  return Math.min(1, renew_seconds / 2)
}

/**
 * Whether the server was away, or had no database: more time than that between two renewals lies between two of its checks. No agent could renew a lease
 * then, so every lease gets its full time again before any attempt counts as lost.
 */
export function wasAbsent(sinceLastCheckMs: number, { renew_seconds }: Pick<LeaseTerms, 'renew_seconds'>): boolean {
  return sinceLastCheckMs > Math.max(renew_seconds * 1000, 500)
}

/** `lost`: its lease ran out, or its agent reported that its processes are gone. */
export type AttemptState = 'claimed' | 'running' | 'ended' | 'lost'

/** What the server knows of an attempt that its agent reports as running. */
export interface ReportedAttempt {
  readonly state: AttemptState
  /**
   * Whether the task still waits in the queue to which the end of this attempt's lease returned it: no agent has claimed it and no user has queued it
   * again.
   */
  readonly isTaskFree: boolean
}

/** `readopt`: the attempt had counted as lost because its lease had run out, and continues as if it had not. */
export function answerRenewal({ state, isTaskFree }: ReportedAttempt): 'renew' | 'readopt' | 'refuse' {
  if (state === 'running') return 'renew'
  return state === 'lost' && isTaskFree ? 'readopt' : 'refuse'
}
