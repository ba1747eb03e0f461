import { answerRenewal, graceMs, type Hold, holdFrom, leaseTerms, leaseUntil, checkSeconds, superviseStep, wasAbsent } from './lease.ts'

/** An absence: what is away, from when and for how long. All times of the model are milliseconds. */
export interface Absence {
  /**
   * `agent frozen` (SIGSTOP), `agent dead` until it is started again, `cut` between the agent and its server, `server frozen`, `server down` until it is
   * started again, `suspended`: the agent's whole machine.
   */
  readonly what: 'agent frozen' | 'agent dead' | 'cut' | 'server frozen' | 'server down' | 'suspended'
  readonly at: number
  readonly lasts: number
}

export interface World {
  readonly absences: readonly Absence[]
  /** Whether another agent, which is never away, claims the task when it is free. */
  readonly hasOther: boolean
  /** How long a call takes to arrive, and its answer too. */
  readonly latency: number
  /** How much faster the clock of the agent's machine runs than the server's. */
  readonly drift: number
  readonly lasts: number
}

/** The outcome: moments at which both agents ran the task, and what became of the first agent's step. */
export interface Outcome {
  readonly together: readonly number[]
  readonly step: 'running' | 'paused' | 'ended'
  readonly wasPaused: boolean
  readonly holder: 'first' | 'other' | 'nobody'
}

const stepMs = 250
/** After how long the agent gives up a call that hangs. */
const callMs = 5000
/** How long processes take to stop. */
const pauseMs = 500
/** How often a supervisor checks the clock. */
const superviseMs = 1000

interface Call {
  readonly sentAt: number
  readonly sent: number
  arrives: number
  answered?: { readonly isRenewed: boolean; readonly arrives: number }
}

/** Simulates a server, an agent, its supervisor and a second agent. Each decides by the functions of the protocol, on its own clock. */
export function play({ absences, hasOther, latency, drift, lasts }: World): Outcome {
  const terms = leaseTerms(90)
  const machine = (at: number): number => 1e6 + at * drift
  const tick = (at: number): number => 5e8 + at
  const isAway = (what: Absence['what'], at: number): boolean =>
    absences.some((absence) => absence.what === what && absence.at <= at && at < absence.at + absence.lasts)

  // The server.
  let attempt: 'running' | 'lost' = 'running'
  let until = leaseUntil(tick(0), terms)
  let holder = 'first' as Outcome['holder']
  let lastCheck = tick(0)
  let nextCheck = 0
  let wasDown = false
  // The first agent, whose attempt was just begun, with its step and the step's supervisor.
  let hold: Hold = holdFrom(machine(0), terms)
  let renewedAt = machine(0)
  let call: Call | undefined
  let step: Outcome['step'] = 'running'
  let pausedAt: number | undefined
  let due: { readonly at: number; readonly to: Outcome['step'] } | undefined
  let nextSupervision = 0
  let wasPaused = false
  let isOrdered = false
  const together: number[] = []

  const renewals = (at: number): void => {
    if (attempt === 'running') until = leaseUntil(tick(at), terms)
  }
  const serve = (at: number): void => {
    const isBack = wasDown
    wasDown = false
    // A server that has started gives all leases their full time.
    if (isBack) {
      lastCheck = tick(at)
      renewals(at)
    }
    if (call !== undefined && call.answered === undefined && call.arrives <= at) {
      const answer = answerRenewal({ state: attempt, isTaskFree: holder === 'nobody' })
      // If the second agent has the task by then, it keeps it.
      if (answer === 'readopt') [attempt, holder] = ['running', holder === 'nobody' ? 'first' : holder]
      if (answer !== 'refuse') until = leaseUntil(tick(at), terms)
      call.answered = { isRenewed: answer !== 'refuse', arrives: at + latency }
    }
    if (at >= nextCheck) {
      nextCheck = at + checkSeconds(terms) * 1000
      if (wasAbsent(tick(at) - lastCheck, terms)) renewals(at)
      if (attempt === 'running' && until <= tick(at)) [attempt, holder] = ['lost', 'nobody']
      lastCheck = tick(at)
    }
    if (hasOther && holder === 'nobody') holder = 'other'
  }
  const runAgent = (at: number): void => {
    const now = machine(at)
    if (call?.answered !== undefined && call.answered.arrives <= at && !isAway('cut', at)) {
      if (call.answered.isRenewed) [renewedAt, hold] = [call.sentAt, holdFrom(call.sentAt, terms)]
      else isOrdered = true
      call = undefined
    }
    if (call !== undefined && at - call.sent >= callMs) call = undefined
    if (call === undefined && step !== 'ended' && now - renewedAt >= terms.renew_seconds * 1000)
      call = { sentAt: now, sent: at, arrives: isAway('cut', at) ? Infinity : at + latency }
    if (isOrdered) step = 'ended'
  }
  const supervise = (at: number): void => {
    if (due !== undefined && due.at <= at) [step, due] = [step === 'ended' ? step : due.to, undefined]
    if (at < nextSupervision || due !== undefined || step === 'ended') return
    nextSupervision = at + superviseMs
    const now = machine(at)
    const view = { now, ...hold, pausedAt, hasAgent: !isAway('agent dead', at) }
    switch (superviseStep(view)) {
      case 'pause':
        ;[pausedAt, wasPaused, due] = [now, true, { at: at + pauseMs, to: 'paused' }]
        return
      case 'resume':
        ;[pausedAt, due] = [undefined, { at: at + pauseMs, to: 'running' }]
        return
      case 'end':
        due = { at: at + graceMs(view), to: 'ended' }
        return
      case 'leave':
    }
  }

  for (let at = 0; at < lasts; at += stepMs) {
    const isDown = isAway('server down', at)
    if (isDown) {
      wasDown = true
      // Calls that were on their way are lost too.
      if (call !== undefined && call.arrives <= at) call.arrives = Infinity
    } else if (!isAway('server frozen', at)) serve(at)
    const isSuspended = isAway('suspended', at)
    if (!isSuspended) supervise(at)
    if (isAway('agent dead', at)) call = undefined
    else if (!isSuspended && !isAway('agent frozen', at)) runAgent(at)
    if (holder === 'other' && step === 'running' && !isSuspended) together.push(at)
  }
  return { together, step, wasPaused, holder }
}
