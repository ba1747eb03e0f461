import type { Transition } from './transition.ts'
import { writeStep } from './transition.ts'
import type { RunEventOf } from './events.ts'
import { knownStep } from './known-step.ts'
import { conclude, launched, launchNext, prepare, settle } from './lifecycle.ts'
import type { StepState } from './run-state.ts'

/** What the host reports of one step. A report about a phase in which the step no longer is changes nothing. */

/** Goes on with a step whose callback before the launch has decided. */
export function decidePreExecute(transition: Transition, event: RunEventOf<'pre_execute_decided'>): void {
  const asked = knownStep(transition, event.step)
  if (asked.phase !== 'deciding') return
  if (event.decision === 'skip') settle(transition, asked, 'skipped', 'the pre-execute callback skipped it')
  else prepare(transition, event.parameters === undefined ? asked : { ...asked, parameters: event.parameters })
}

/** Gives a step the result of an earlier task. */
export function takeCached(transition: Transition, { step, task }: RunEventOf<'step_cached'>): void {
  const { cacheMiss: _, ...cached } = knownStep(transition, step)
  if (cached.phase !== 'caching') return
  conclude(transition, { ...cached, task, ...(cached.attempt > 0 ? { needsNewTask: true } : {}) }, 'cached')
}

/** Launches a step of which no earlier task has the result. */
export function missCache(transition: Transition, { step, reason }: RunEventOf<'cache_missed'>): void {
  const missed = knownStep(transition, step)
  if (missed.phase === 'caching') launchNext(transition, reason === undefined ? missed : { ...missed, cacheMiss: reason })
}

export function recordLaunch(transition: Transition, { step, attempt, task }: RunEventOf<'step_launched'>): void {
  const launching = knownStep(transition, step)
  if (launching.phase === 'launching' && launching.attempt === attempt) writeStep(transition, launched(launching, task))
}

const phasesBeforeTask: readonly StepState['phase'][] = ['deciding', 'caching', 'expanding', 'launching']

/** Fails a step that could not be launched. */
export function failLaunch(transition: Transition, { step, reason }: RunEventOf<'launch_failed'>): void {
  const failed = knownStep(transition, step)
  if (phasesBeforeTask.includes(failed.phase)) conclude(transition, failed, 'failed', reason)
}

/** Has a step stopped that exceeded its time limit. */
export function timeOutStep(transition: Transition, { step, attempt, reason }: RunEventOf<'step_timed_out'>): void {
  const late = knownStep(transition, step)
  if (late.phase !== 'launched' || late.attempt !== attempt || late.stopping !== undefined) return
  writeStep(transition, { ...late, stopping: reason ?? `ran longer than ${late.definition.timeoutSeconds ?? 0} s` })
}

/** Launches a failed step again, or leaves it failed. */
export function decideRetry(transition: Transition, { step, attempt, retry }: RunEventOf<'retry_decided'>): void {
  const failed = knownStep(transition, step)
  if (failed.phase !== 'retrying' || failed.attempt !== attempt) return
  if (retry) launchNext(transition, failed)
  else conclude(transition, failed, 'failed', failed.reason)
}

/** Ends a step whose callback after the end has returned; an error of the callback fails the step. */
export function endPosting(transition: Transition, { step, error }: RunEventOf<'post_execute_done'>): void {
  const ended = knownStep(transition, step)
  if (ended.phase !== 'posting') return
  if (error === undefined) settle(transition, ended, ended.outcome ?? 'completed', ended.reason)
  else settle(transition, ended, 'failed', error)
}
