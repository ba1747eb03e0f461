/**
 * The protocol of a lease: what server, agent and the supervisor of a step decide about it, as pure functions. An agent runs a task only while it
 * holds the lease of its attempt, and renews it by calls. The protocol keeps two promises:
 *
 * - One task never runs twice at a time. The server counts a lease from its RECEIPT of the last renewal, the agent's machine from the SENDING of the
 *   last renewal that was answered, which is earlier, and for a shorter time. So a step is paused before anybody else may get its task, also when its
 *   agent is dead, frozen or cut off.
 * - A short absence loses nothing, whoever was absent.
 *
 * Times are milliseconds on a monotonic clock of one machine. Clocks of different machines are never compared: they only have to run at the same speed.
 */
export interface LeaseTerms {
  /** For how long after the receipt of a renewal the server gives the task to nobody else. */
  readonly lease_seconds: number
  /** How often the agent renews. */
  readonly renew_seconds: number
  /** For how long after the sending of the last renewal that was answered a step may run. */
  readonly run_seconds: number
}

/** The figures of a lease, which the server gives to its agents: all follow from its length. By default 90 s, renewed every 10 s, run for 75 s. */
export function leaseTerms(leaseSeconds: number): LeaseTerms {
  return { lease_seconds: leaseSeconds, renew_seconds: leaseSeconds / 9, run_seconds: (leaseSeconds * 5) / 6 }
}

/** What an answered renewal allows: the step may run until `runUntil`, and nobody else gets its task before `leaseEnd`. */
export interface Hold {
  readonly runUntil: number
  readonly leaseEnd: number
}

/** On the clock of the agent's machine. `sentAt`: when the call that renewed the lease was sent. */
export function holdFrom(sentAt: number, { lease_seconds, run_seconds }: Omit<LeaseTerms, 'renew_seconds'>): Hold {
  return { runUntil: sentAt + run_seconds * 1000, leaseEnd: sentAt + lease_seconds * 1000 }
}

/** How long a paused step is kept for the return of its server. It still holds memory, and perhaps a GPU. */
export const longestPauseMs = 3_600_000

export interface SupervisedStep extends Hold {
  readonly now: number
  /** Since when it is paused. */
  readonly pausedAt: number | undefined
  /** Whether the agent that looks after it lives, be it frozen or cut off. */
  readonly hasAgent: boolean
}

/**
 * What the supervisor of a step has to do with it. Without a lease a step does not run: it is paused while its agent lives, because its task is still its own
 * as long as nobody else was free to take it, which only the server can tell. It is ended where no agent is left to ask.
 */
export function superviseStep({ now, runUntil, pausedAt, hasAgent }: SupervisedStep): 'leave' | 'pause' | 'resume' | 'end' {
  if (now < runUntil) return pausedAt === undefined ? 'leave' : 'resume'
  if (!hasAgent) return 'end'
  if (pausedAt === undefined) return 'pause'
  return now - pausedAt >= longestPauseMs ? 'end' : 'leave'
}

/** For how long a step that is ended for want of a lease may take to end by itself: a third of what is left of the lease. */
export function graceMs({ now, leaseEnd, pausedAt }: Pick<SupervisedStep, 'now' | 'leaseEnd' | 'pausedAt'>): number {
  return pausedAt === undefined ? Math.max(0, (leaseEnd - now) / 3) : 0
}

/** Until when the server gives the task to nobody else. On its own clock. */
export function leaseUntil(receivedAt: number, { lease_seconds }: Pick<LeaseTerms, 'lease_seconds'>): number {
  return receivedAt + lease_seconds * 1000
}

/** How often the server looks for leases that have run out. */
export function lookSeconds({ renew_seconds }: Pick<LeaseTerms, 'renew_seconds'>): number {
  return Math.min(1, renew_seconds / 2)
}

/**
 * Whether the server was away itself, or had no database: between two of its looks lies more than the time between two renewals. Nobody could renew a lease
 * then, so that every lease gets its full time again before anybody is called lost.
 */
export function wasAbsent(sinceLastLookMs: number, { renew_seconds }: Pick<LeaseTerms, 'renew_seconds'>): boolean {
  return sinceLastLookMs > Math.max(renew_seconds * 1000, 500)
}

/** An attempt in the server's eyes, when its agent says that it runs it. */
export interface ReportedAttempt {
  readonly state: 'claimed' | 'running' | 'ended' | 'lost'
  /** Whether its task waits in its queue since this attempt was lost: nobody has taken it, and no person has put it there again. */
  readonly isTaskFree: boolean
}

/** `readopt`: the attempt was called lost, and goes on as if it had not been. */
export function answerRenewal({ state, isTaskFree }: ReportedAttempt): 'renew' | 'readopt' | 'refuse' {
  if (state === 'running') return 'renew'
  return state === 'lost' && isTaskFree ? 'readopt' : 'refuse'
}
